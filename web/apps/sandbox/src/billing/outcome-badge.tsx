import { Badge, type Tone } from "@naru/ui";
import type { Outcome } from "../api/billing.ts";
import { useTexts } from "../i18n/language.tsx";

const tones: Record<Outcome, Tone> = {
  scheduled: "info",
  succeeded: "good",
  failed: "bad",
  revoked: "neutral",
};

/** 예약, 성공, 실패, 해지. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const { billing: t } = useTexts();
  return (
    <Badge tone={tones[outcome]} data-slot={`outcome-${outcome}`}>
      {t.outcomes[outcome]}
    </Badge>
  );
}
