import { StateBadge, type Tone } from "@naru/ui";
import type { PaymentState } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";

const tones: Record<PaymentState, Tone> = {
  open: "neutral",
  awaiting_deposit: "warn",
  paid: "good",
  partially_refunded: "info",
  refunded: "neutral",
  failed: "bad",
  expired: "neutral",
  closed: "neutral",
};

/** 결제상태. */
export function PaymentBadge({ state }: { state: PaymentState }) {
  const { states } = useTexts();
  return <StateBadge state={state} words={states} tones={tones} slot="status" />;
}
