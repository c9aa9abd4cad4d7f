import { buttonClass } from "@naru/ui";
import { Download } from "lucide-react";
import { exportHref, type PaymentPage, type PaymentQuery } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { DetailFilters } from "./detail-filters.tsx";
import { tabs } from "./filters.ts";
import { PeriodFilter } from "./period-filter.tsx";
import { SearchForm } from "./search-form.tsx";

/** Everything that narrows the list, and the files of what it shows. */
export function FilterBar({
  query,
  counts,
  onChange,
}: {
  query: PaymentQuery;
  counts: PaymentPage["counts"] | null;
  onChange: (query: PaymentQuery) => void;
}) {
  const change = (part: Partial<PaymentQuery>) => onChange({ ...query, ...part, page: 1 });
  return (
    <div className="mb-4 flex flex-col gap-3">
      <SearchForm query={query} onChange={onChange} />
      <PeriodFilter query={query} onChange={change} />
      <DetailFilters query={query} onChange={change} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <StatusTabs query={query} counts={counts} onChange={change} />
        <Files query={query} />
      </div>
    </div>
  );
}

function StatusTabs({
  query,
  counts,
  onChange,
}: {
  query: PaymentQuery;
  counts: PaymentPage["counts"] | null;
  onChange: (part: Partial<PaymentQuery>) => void;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.payment;
  return (
    <fieldset className="min-w-0 flex-1 max-sm:basis-full">
      <legend className="sr-only">{t.status}</legend>
      <div className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-0">
        {tabs.map((status) => (
          <button
            key={status}
            type="button"
            aria-pressed={query.status === status}
            onClick={() => onChange({ status })}
            data-slot={`filter-${status}`}
            className="inline-flex h-9 shrink-0 items-center gap-1.5 rounded-full border border-edge bg-surface px-3.5 text-sm whitespace-nowrap text-ink-soft hover:bg-raised aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
          >
            {t.statuses[status]}
            <span className="tabular-nums" data-slot={`count-${status}`}>
              {counts === null ? "" : counts[status].toLocaleString(language)}
            </span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function Files({ query }: { query: PaymentQuery }) {
  const { t, language } = useLanguage();
  const { code } = useMerchant();
  return (
    <div className="flex gap-2">
      {(["xlsx", "csv"] as const).map((format) => (
        <a
          key={format}
          href={exportHref(code, query, format, language)}
          download
          className={buttonClass("plain", "small")}
          data-slot={`export-${format}`}
        >
          <Download aria-hidden className="size-4" />
          {t.paymentSearch.files[format]}
        </a>
      ))}
    </div>
  );
}
