import { Button } from "@naru/ui";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useSearchParams } from "wouter";
import { useTexts } from "../i18n/language.tsx";

/** The page of a list that goes on at a cursor, kept in the address. */
export function useCursor(): {
  cursor: string;
  go: (cursor: string, before: readonly string[]) => void;
  before: readonly string[];
} {
  const [search, setSearch] = useSearchParams();
  return {
    cursor: search.get("cursor") ?? "",
    // Where the pages before began; the address does not have room for them.
    before: pagesBefore(window.history.state),
    go: (cursor, before) =>
      setSearch(
        (now) => {
          const next = new URLSearchParams(now);
          if (cursor === "") next.delete("cursor");
          else next.set("cursor", cursor);
          return next;
        },
        { state: { before } },
      ),
  };
}

/** Reads the cursors of the pages before out of the browser's history. */
export function pagesBefore(state: unknown): readonly string[] {
  if (typeof state !== "object" || state === null || !("before" in state)) return [];
  const { before } = state;
  return Array.isArray(before) && before.every((one) => typeof one === "string") ? before : [];
}

/** The way to the next page, back, and to the beginning. */
export function CursorPager({ next, label }: { next: string | null; label: string }) {
  const { paging: t } = useTexts();
  const { cursor, before, go } = useCursor();
  if (cursor === "" && next === null) return null;
  const previous = before.at(-1);
  return (
    <nav aria-label={label} className="mt-3 flex flex-wrap items-center justify-end gap-2 text-sm">
      {cursor !== "" && (
        <Button size="small" tone="quiet" onClick={() => go("", [])} data-slot="page-first">
          {t.first}
        </Button>
      )}
      <Button
        size="small"
        disabled={previous === undefined}
        onClick={() => previous !== undefined && go(previous, before.slice(0, -1))}
        data-slot="page-previous"
      >
        <ChevronLeft aria-hidden className="size-4" />
        {t.previous}
      </Button>
      <Button
        size="small"
        disabled={next === null}
        onClick={() => next !== null && go(next, [...before, cursor])}
        data-slot="page-next"
      >
        {t.next}
        <ChevronRight aria-hidden className="size-4" />
      </Button>
    </nav>
  );
}
