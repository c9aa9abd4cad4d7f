import { formatMoney, Notice } from "@naru/ui";
import { ApiError } from "../api/errors.ts";
import type { PaymentDetail } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { newestRefund } from "./refund-state.ts";
import { actorName } from "./timeline-card.tsx";

// What a refund is told when another one was quicker.
const lost = ["refund_raced", "refund_in_progress", "refund_exceeds_balance", "refund_not_paid"];

/** Why the refund was not taken on; where another was quicker, whose it was. */
export function RefundRefused({ error, detail }: { error: unknown; detail: PaymentDetail }) {
  const { t: texts, language } = useLanguage();
  const t = texts.refund;
  const other =
    error instanceof ApiError && lost.includes(error.code) ? newestRefund(detail.refunds) : null;
  if (other === null) return <ProblemNotice error={error} />;
  return (
    <Notice tone="warn" role="alert" data-slot="refund-lost">
      <p className="font-semibold">{t.lostTitle}</p>
      <p>
        {t.lostText(
          actorName(other.asked_by, texts.timeline),
          formatMoney({ minor: other.amount, currency: other.currency }, language),
          texts.refundStates[other.state],
        )}
      </p>
      <p className="mt-1 text-xs">{other.reason}</p>
      <p className="mt-1">{t.lostNext}</p>
    </Notice>
  );
}
