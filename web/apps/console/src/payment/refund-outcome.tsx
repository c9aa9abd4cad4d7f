import { formatMoney, Notice } from "@naru/ui";
import { Link } from "wouter";
import type { DeskRefund } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { actorName } from "./timeline-card.tsx";

const tones = {
  opened: "info",
  sending: "info",
  unknown: "warn",
  succeeded: "good",
  rejected: "bad",
  needs_human: "warn",
} as const;

/** What became of a refund, followed while nobody knows yet. */
export function RefundOutcome({ refund }: { refund: DeskRefund }) {
  const { t: texts, language } = useLanguage();
  const t = texts.outcome;
  const amount = formatMoney({ minor: refund.amount, currency: refund.currency }, language);
  return (
    <Notice
      tone={tones[refund.state]}
      role={refund.state === "rejected" ? "alert" : "status"}
      data-slot={`outcome-${refund.state}`}
    >
      <p className="font-semibold">{t.titles[refund.state](amount)}</p>
      <p>{t.texts[refund.state]}</p>
      {refund.problem !== null && (
        <p className="mt-1">
          {language === "ko" ? refund.problem.message_ko : refund.problem.message_en}
          {refund.problem.detail !== "" && ` (${refund.problem.detail})`}
        </p>
      )}
      <p className="mt-1 text-xs">
        {actorName(refund.asked_by, texts.timeline)} · {refund.reason}
      </p>
      {refund.state === "needs_human" && (
        <Link
          href="/discrepancies"
          className="mt-1 inline-block font-medium underline underline-offset-4"
        >
          {t.toDiscrepancies}
        </Link>
      )}
    </Notice>
  );
}
