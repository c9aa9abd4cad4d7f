import { Search } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { controlClass } from "./field.tsx";

/** One box to search a list with; hint says what it looks at. */
export function SearchBox({
  value,
  hint,
  words,
  onSearch,
}: {
  value: string;
  hint: string;
  words: { readonly search: string; readonly clear: string };
  onSearch: (q: string) => void;
}) {
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
          {words.search}
        </Button>
        {value !== "" && (
          <Button tone="quiet" onClick={() => onSearch("")} data-slot="list-search-clear">
            {words.clear}
          </Button>
        )}
      </form>
    </search>
  );
}
