import { Button, controlClass } from "@naru/ui";
import { Search } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { type PaymentQuery, type SearchField, searchFields } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { isFiltered, noFilter } from "./filters.ts";

/** A word, and where it is looked for. */
export function SearchForm({
  query,
  onChange,
}: {
  query: PaymentQuery;
  onChange: (query: PaymentQuery) => void;
}) {
  const { payment: t, paymentSearch } = useTexts();
  const [typed, setTyped] = useState(query.q);
  const [field, setField] = useState(query.in);
  // The address can change under the boxes: back, forward, a cleared filter.
  useEffect(() => setTyped(query.q), [query.q]);
  useEffect(() => setField(query.in), [query.in]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ ...query, q: typed.trim(), in: typed.trim() === "" ? "all" : field, page: 1 });
  };
  return (
    <search>
      <form onSubmit={submit} className="flex flex-wrap gap-2">
        <select
          aria-label={paymentSearch.field}
          value={field}
          onChange={(event) => setField(event.target.value as "all" | SearchField)}
          className={`${controlClass} sm:max-w-48`}
          data-slot="payment-field"
        >
          {(["all", ...searchFields] as const).map((name) => (
            <option key={name} value={name}>
              {paymentSearch.fields[name]}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={t.searchHint}
          placeholder={field === "all" ? t.searchHint : paymentSearch.beginning}
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
        {isFiltered(query) && (
          <Button tone="quiet" onClick={() => onChange(noFilter)} data-slot="payment-clear">
            {t.clear}
          </Button>
        )}
      </form>
    </search>
  );
}
