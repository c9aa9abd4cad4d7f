import { formatMoney, type Language } from "@naru/ui";
import { Check, X } from "lucide-react";
import type { Discrepancy } from "../api/discrepancies.ts";
import { methodName } from "../format/method.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import type { Texts } from "../i18n/texts.ts";
import { type EvidenceRow, evidence } from "./stake.ts";

/** What was ordered next to what PortOne had taken, as it was seen when it was raised. */
export function EvidenceTable({ of }: { of: Discrepancy }) {
  const { discrepancies: t } = useTexts();
  return (
    <table className="w-full text-sm" data-slot="evidence">
      <caption className="sr-only">{t.evidence}</caption>
      <thead>
        <tr className="border-b border-line text-left text-xs text-ink-faint">
          <th scope="col" className="py-2 pr-2 font-medium">
            <span className="sr-only">{t.what}</span>
          </th>
          <th scope="col" className="px-2 py-2 font-medium">
            {t.ordered}
          </th>
          <th scope="col" className="px-2 py-2 font-medium">
            {t.portone}
          </th>
          <th scope="col" className="w-8 py-2">
            <span className="sr-only">{t.compared}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {evidence(of.evidence.ordered, of.evidence.portone).map((row) => (
          <Line key={row.key} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ row }: { row: EvidenceRow }) {
  const { t: texts, language } = useLanguage();
  const t = texts.discrepancies;
  const look = row.key === "uid" || row.key === "pg" ? "font-mono text-xs break-all" : "";
  return (
    <tr
      data-row={row.key}
      className={`border-b border-line last:border-b-0 ${row.same === false ? "bg-bad-soft" : ""}`}
    >
      <th
        scope="row"
        className="py-2 pr-2 text-left text-xs font-normal whitespace-nowrap text-ink-soft"
      >
        {t.rows[row.key]}
      </th>
      <td className={`px-2 py-2 tabular-nums ${look}`} data-slot={`ordered-${row.key}`}>
        {shown(row, row.ordered, row.currency[0], texts, language)}
      </td>
      <td className={`px-2 py-2 tabular-nums ${look}`} data-slot={`portone-${row.key}`}>
        {shown(row, row.portone, row.currency[1], texts, language)}
      </td>
      <td className="py-2 text-center">
        {row.same !== null && <Mark same={row.same} words={t} />}
      </td>
    </tr>
  );
}

function Mark({ same, words }: { same: boolean; words: Texts["discrepancies"] }) {
  const Icon = same ? Check : X;
  return (
    <>
      <Icon aria-hidden className={`mx-auto size-4 ${same ? "text-good" : "text-bad"}`} />
      <span className="sr-only">{same ? words.same : words.differs}</span>
    </>
  );
}

function shown(
  { key }: EvidenceRow,
  value: string | number | boolean | null,
  currency: string,
  t: Texts,
  language: Language,
): string {
  if (value === null || value === "") return "–";
  if (typeof value === "number") return formatMoney({ minor: value, currency }, language);
  if (typeof value === "boolean")
    return value ? t.discrepancies.testMoney : t.discrepancies.realMoney;
  if (key === "method") return methodName(t, value);
  return value;
}
