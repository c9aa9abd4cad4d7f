import { Badge, Card, formatMoney, KstTime, type Tone } from "@naru/ui";
import type { PaymentDetail, Refund } from "../api/payments.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";

const tones: Record<Refund["state"], Tone> = {
  opened: "info",
  sending: "info",
  unknown: "warn",
  succeeded: "good",
  rejected: "bad",
  needs_human: "warn",
};

/** How far a refund is. */
export function RefundBadge({ state }: { state: Refund["state"] }) {
  const { refundStates } = useTexts();
  return (
    <Badge tone={tones[state] ?? "neutral"} data-slot={`refund-${state}`}>
      {refundStates[state] ?? state}
    </Badge>
  );
}

/** What was given back, or tried to be. */
export function RefundsCard({ detail }: { detail: PaymentDetail }) {
  const { t: texts, language } = useLanguage();
  const t = texts.refunds;
  if (detail.refunds.length === 0) return null;
  return (
    <Card title={t.title} data-slot="refunds">
      <ul className="divide-y divide-line">
        {detail.refunds.map((refund) => (
          <li key={refund.id} data-row={refund.id} className="py-2.5 first:pt-0 last:pb-0">
            <p className="flex flex-wrap items-center gap-2">
              <strong className="tabular-nums" data-slot="refund-amount-shown">
                {formatMoney({ minor: -refund.amount, currency: refund.currency }, language)}
              </strong>
              <RefundBadge state={refund.state} />
              <span className="text-xs text-ink-faint">
                <KstTime at={new Date(refund.created_at)} />
              </span>
            </p>
            <p className="mt-0.5 text-sm break-words text-ink-soft">{refund.reason}</p>
            {refund.problem !== null && (
              <p className="mt-0.5 text-sm break-words text-bad">
                {language === "ko" ? refund.problem.message_ko : refund.problem.message_en}
                {refund.problem.detail !== "" && ` (${refund.problem.detail})`}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
