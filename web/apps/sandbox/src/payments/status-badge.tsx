import { Badge, type Tone } from "@naru/ui";
import type { PaymentRow, State } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";

const tones: Record<State, Tone> = {
  paid: "good",
  ready: "warn",
  failed: "bad",
  cancelled: "neutral",
  pending: "warn",
};

/** 결제상태; a payment given back in part says so. */
export function StatusBadge({ of }: { of: PaymentRow }) {
  const { payment: t } = useTexts();
  const partly = of.cancelAmount.minor > 0 && of.cancelAmount.minor < of.amount.minor;
  return (
    <Badge tone={tones[of.status]} data-slot={`status-${of.status}`}>
      {partly ? t.partly : t.statuses[of.status]}
    </Badge>
  );
}
