import { Button, controlClass } from "@naru/ui";
import { Search } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import type { PaymentPage, PaymentQuery } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { tabs } from "./filters.ts";

/** Status tabs with their counts, and the search. */
export function FilterBar({
  query,
  counts,
  onChange,
}: {
  query: PaymentQuery;
  counts: PaymentPage["counts"] | null;
  onChange: (query: PaymentQuery) => void;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.payment;
  return (
    <div className="mb-4 flex flex-col gap-3">
      <fieldset className="min-w-0">
        <legend className="sr-only">{t.status}</legend>
        <div className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-0">
          {tabs.map((status) => (
            <button
              key={status}
              type="button"
              aria-pressed={query.status === status}
              onClick={() => onChange({ ...query, status, page: 1 })}
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
      <SearchForm query={query} onChange={onChange} />
    </div>
  );
}

function SearchForm({
  query,
  onChange,
}: {
  query: PaymentQuery;
  onChange: (query: PaymentQuery) => void;
}) {
  const { t: texts } = useLanguage();
  const t = texts.payment;
  const [typed, setTyped] = useState(query.q);
  // The address can change under the box: back, forward, a cleared filter.
  useEffect(() => setTyped(query.q), [query.q]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ ...query, q: typed.trim(), page: 1 });
  };
  return (
    <search>
      <form onSubmit={submit} className="flex flex-wrap gap-2">
        <input
          type="search"
          aria-label={t.searchHint}
          placeholder={t.searchHint}
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.target.value)}
          className={`${controlClass} flex-1 basis-64 text-ellipsis`}
          data-slot="payment-search"
        />
        <Button type="submit" data-slot="payment-search-submit">
          <Search aria-hidden className="size-4" />
          {t.search}
        </Button>
        {(query.q !== "" || query.status !== "all") && (
          <Button
            tone="quiet"
            onClick={() => onChange({ status: "all", q: "", page: 1 })}
            data-slot="payment-clear"
          >
            {t.clear}
          </Button>
        )}
      </form>
    </search>
  );
}
