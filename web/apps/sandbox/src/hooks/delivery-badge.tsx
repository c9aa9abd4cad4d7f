import { StateBadge, type Tone } from "@naru/ui";
import type { DeliveryState } from "../api/deliveries.ts";
import { useTexts } from "../i18n/language.tsx";

const tones: Record<DeliveryState, Tone> = {
  due: "info",
  held: "warn",
  delivered: "good",
  failed: "bad",
  dropped: "bad",
  unsent: "neutral",
};

/** Where a webhook stands. */
export function DeliveryBadge({ state }: { state: DeliveryState }) {
  const { hooks: t } = useTexts();
  return <StateBadge state={state} words={t.states} tones={tones} slot="delivery" />;
}
