import { Badge, type Tone } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import type { Stage } from "../order/order.ts";

const tones: Readonly<Record<Stage, Tone>> = {
  awaiting_payment: "neutral",
  awaiting_deposit: "info",
  paid: "good",
  preparing: "good",
  cancelled: "warn",
};

export function StageBadge({ stage }: { stage: Stage }) {
  const { t } = useTexts();
  return (
    <Badge tone={tones[stage]}>
      <span data-slot="stage" data-stage={stage}>
        {t.stages[stage]}
      </span>
    </Badge>
  );
}
