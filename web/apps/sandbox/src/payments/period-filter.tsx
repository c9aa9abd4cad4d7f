import { controlClass } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import type { PaymentQuery } from "../api/payments.ts";
import { getState, stateKeys } from "../api/state.ts";
import { useTexts } from "../i18n/language.tsx";
import { lastDays } from "./filters.ts";

const ranges = [1, 7, 30, 90] as const;

/** 조회 기간: quick ranges and two days, by the sandbox's own clock. */
export function PeriodFilter({
  query,
  onChange,
}: {
  query: PaymentQuery;
  onChange: (part: Partial<PaymentQuery>) => void;
}) {
  const { paymentSearch: t } = useTexts();
  const state = useQuery({ queryKey: stateKeys.all, queryFn: getState });
  const now = state.data?.now ?? null;
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-2 text-sm">
      <legend className="sr-only">{t.period}</legend>
      <select
        aria-label={t.basis}
        value={query.basis}
        onChange={(event) => onChange({ basis: event.target.value as PaymentQuery["basis"] })}
        className={`${controlClass} sm:max-w-40`}
        data-slot="payment-basis"
      >
        {(["status", "requested"] as const).map((basis) => (
          <option key={basis} value={basis}>
            {t.bases[basis]}
          </option>
        ))}
      </select>
      <span className="flex min-w-0 items-center gap-1.5">
        {(["from", "to"] as const).map((end) => (
          <span key={end} className="flex min-w-0 items-center gap-1.5">
            {end === "to" && <span aria-hidden>~</span>}
            <input
              type="date"
              aria-label={t[end]}
              value={query[end]}
              onChange={(event) => onChange({ [end]: event.target.value })}
              className={`${controlClass} tabular-nums sm:max-w-40`}
              data-slot={`payment-${end}`}
            />
          </span>
        ))}
      </span>
      <span className="flex flex-wrap gap-1">
        {ranges.map((days) => {
          const range = now === null ? null : lastDays(now, days);
          return (
            <button
              key={days}
              type="button"
              disabled={range === null}
              aria-pressed={range !== null && range.from === query.from && range.to === query.to}
              onClick={() => range !== null && onChange(range)}
              className={chip}
              data-slot={`payment-days-${days}`}
            >
              {days === 1 ? t.today : t.days(String(days))}
            </button>
          );
        })}
        <button
          type="button"
          aria-pressed={query.from === "" && query.to === ""}
          onClick={() => onChange({ from: "", to: "" })}
          className={chip}
          data-slot="payment-days-all"
        >
          {t.always}
        </button>
      </span>
    </fieldset>
  );
}

const chip =
  "h-8 rounded-md border border-line bg-surface px-2.5 text-sm text-ink-soft hover:bg-raised disabled:opacity-50 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent";
