import { buttonClass } from "@naru/ui";
import { Download } from "lucide-react";
import { exportHref, type PaymentPage, type PaymentQuery } from "../api/payments.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { StateTabs } from "../list/state-tabs.tsx";
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
  const { payment: t } = useTexts();
  const change = (part: Partial<PaymentQuery>) => onChange({ ...query, ...part, page: 1 });
  return (
    <div className="mb-4 flex flex-col gap-3">
      <SearchForm query={query} onChange={onChange} />
      <PeriodFilter query={query} onChange={change} />
      <DetailFilters query={query} onChange={change} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <StateTabs
          legend={t.status}
          states={tabs}
          value={query.status}
          words={t.statuses}
          counts={counts}
          onChange={(status) => change({ status })}
        />
        <Files query={query} />
      </div>
    </div>
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
