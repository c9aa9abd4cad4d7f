import { controlClass, Field, formatMoney, majorText, readMoney } from "@naru/ui";
import { useLanguage } from "../i18n/language.tsx";

/** What the operator typed over the proposal; null: nothing, the proposal stands. */
export type TaxTyped = { readonly taxFree: string | null; readonly vat: string | null };

/**
 * The parts of the tax as they are sent; null of a part: the server proposes it.
 * Null in whole: what was typed is no amount.
 */
export function taxOf(
  typed: TaxTyped,
  currency: string,
): { tax_free: number | null; vat: number | null } | null {
  const read = (text: string | null) => {
    if (text === null || text.trim() === "") return null;
    return readMoney(text, currency)?.minor;
  };
  const [taxFree, vat] = [read(typed.taxFree), read(typed.vat)];
  return taxFree === undefined || vat === undefined ? null : { tax_free: taxFree, vat };
}

/** 면세 금액 and 부가세, proposed by the server, open to correction. */
export function TaxFields({
  typed,
  proposal,
  vatRequired,
  wrong,
  currency,
  onChange,
}: {
  typed: TaxTyped;
  proposal: { taxFree: number | null; vat: number | null };
  vatRequired: boolean;
  wrong: boolean;
  currency: string;
  onChange: (typed: TaxTyped) => void;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.refund;
  const money = (minor: number | null) =>
    minor === null ? t.byPortOne : formatMoney({ minor, currency }, language);
  const boxes = [
    { key: "taxFree", label: t.taxFree, proposed: proposal.taxFree, slot: "refund-tax-free" },
    { key: "vat", label: t.vat, proposed: proposal.vat, slot: "refund-vat" },
  ] as const;
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-1.5 text-sm font-medium">{t.tax}</legend>
      {boxes.map(({ key, label, proposed, slot }) => (
        <Field
          key={key}
          label={label}
          hint={t.proposed(money(proposed))}
          required={key === "vat" && vatRequired}
          problem={
            wrong && taxOf({ taxFree: null, vat: null, [key]: typed[key] }, currency) === null
              ? t.taxProblem
              : undefined
          }
        >
          {(control) => (
            <input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={
                typed[key] ?? (proposed === null ? "" : majorText({ minor: proposed, currency }))
              }
              onChange={(event) => onChange({ ...typed, [key]: event.target.value })}
              className={`${controlClass} text-right tabular-nums`}
              data-slot={slot}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
