import { Badge, Card, formatMoney, KstTime, Notice } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { getPortOneSide, type Payment, paymentKeys } from "../api/payments.ts";
import { methodName } from "../format/method.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { agreed, type SideRow, seenOf, sides } from "./sides.ts";

/** What was ordered next to what PortOne says now, which is asked for by itself. */
export function SidesCard({ payment }: { payment: Payment }) {
  const { t: texts, language } = useLanguage();
  const t = texts.sides;
  const asked = useQuery({
    queryKey: paymentKeys.side(payment.id),
    queryFn: () => getPortOneSide(payment.id),
  });
  const side = asked.data;
  const problem = side?.portone_problem ?? null;
  const seen = seenOf(payment, side?.portone?.payments ?? []);
  const rows = sides(payment, seen);
  const same = agreed(rows);
  return (
    <Card
      title={t.title}
      data-slot="sides"
      actions={
        same !== null && (
          <Badge tone={same ? "good" : "bad"} data-slot={same ? "sides-agree" : "sides-differ"}>
            {same ? t.agree : t.differ}
          </Badge>
        )
      }
    >
      {asked.error !== null && side === undefined && <ProblemNotice error={asked.error} />}
      {problem !== null && (
        <div className="mb-3">
          <Notice tone="warn" data-slot="portone-problem">
            {t.notHeard} {language === "ko" ? problem.message_ko : problem.message_en}
          </Notice>
        </div>
      )}
      {side !== undefined && problem === null && seen === null && (
        <p className="mb-3 text-sm text-ink-soft">{t.nothingThere}</p>
      )}
      <table className="w-full text-sm">
        <caption className="sr-only">{t.caption}</caption>
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-faint">
            <th scope="col" className="py-2 pr-2 font-medium">
              <span className="sr-only">{t.what}</span>
            </th>
            <th scope="col" className="px-2 py-2 font-medium">
              {t.ours}
            </th>
            <th scope="col" className="px-2 py-2 font-medium">
              {t.theirs}
            </th>
            <th scope="col" className="w-8 py-2">
              <span className="sr-only">{t.same}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} currency={payment.currency} />
          ))}
        </tbody>
      </table>
      <p className="mt-2 min-h-4 text-xs text-ink-faint">
        {side?.portone != null ? (
          <>
            {t.readAt} <KstTime at={new Date(side.portone.read_at)} />
          </>
        ) : (
          asked.isPending && <span className="appear-late">{t.asking}</span>
        )}
      </p>
    </Card>
  );
}

function Row({ row, currency }: { row: SideRow; currency: string }) {
  const { t: texts, language } = useLanguage();
  const shown = (value: string | number | null) => {
    if (value === null || value === "") return "–";
    if (typeof value === "number") return formatMoney({ minor: value, currency }, language);
    if (row.key === "method") return methodName(texts, value);
    return value;
  };
  const states: Readonly<Record<string, string>> = texts.states;
  const statuses: Readonly<Record<string, string>> = texts.sides.statuses;
  const ours = row.key === "state" ? (states[String(row.ours)] ?? row.ours) : shown(row.ours);
  const theirs =
    row.key === "state" && row.theirs !== null
      ? (statuses[String(row.theirs)] ?? row.theirs)
      : shown(row.theirs);
  const look = row.key === "pg" ? "font-mono text-xs break-all" : "";
  return (
    <tr
      data-row={row.key}
      className={`border-b border-line last:border-b-0 ${row.same === false ? "bg-bad-soft" : ""}`}
    >
      <th
        scope="row"
        className="py-2 pr-2 text-left text-xs font-normal whitespace-nowrap text-ink-soft"
      >
        {texts.sides.rows[row.key]}
      </th>
      <td className={`px-2 py-2 tabular-nums ${look}`} data-slot={`ours-${row.key}`}>
        {ours}
      </td>
      <td className={`px-2 py-2 tabular-nums ${look}`} data-slot={`theirs-${row.key}`}>
        {theirs}
      </td>
      <td className="py-2 text-center">
        <Mark same={row.same} />
      </td>
    </tr>
  );
}

function Mark({ same }: { same: boolean | null }) {
  const { sides: t } = useTexts();
  if (same === null) return null;
  const Icon = same ? Check : X;
  return (
    <>
      <Icon aria-hidden className={`mx-auto size-4 ${same ? "text-good" : "text-bad"}`} />
      <span className="sr-only">{same ? t.agree : t.differ}</span>
    </>
  );
}
