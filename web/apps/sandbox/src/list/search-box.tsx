import { Button, controlClass } from "@naru/ui";
import { Search } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTexts } from "../i18n/language.tsx";

/** One box to search a list with; hint says what it looks at. */
export function SearchBox({
  value,
  hint,
  onSearch,
}: {
  value: string;
  hint: string;
  onSearch: (q: string) => void;
}) {
  const { payment: t } = useTexts();
  const [typed, setTyped] = useState(value);
  // The address can change under the box: back, forward, a cleared filter.
  useEffect(() => setTyped(value), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <search>
      <form onSubmit={submit} className="flex flex-wrap gap-2">
        <input
          type="search"
          aria-label={hint}
          placeholder={hint}
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.target.value)}
          className={`${controlClass} flex-1 basis-52 text-ellipsis`}
          data-slot="list-search"
        />
        <Button type="submit" data-slot="list-search-submit">
          <Search aria-hidden className="size-4" />
          {t.search}
        </Button>
        {value !== "" && (
          <Button tone="quiet" onClick={() => onSearch("")} data-slot="list-search-clear">
            {t.clear}
          </Button>
        )}
      </form>
    </search>
  );
}
