import { useSearchParams } from "wouter";

/** The row that is open beside the list, by its id, kept in the address. */
export function useOpened(): [string | null, (id: string | null) => void] {
  const [search, setSearch] = useSearchParams();
  const open = (id: string | null) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (id === null) next.delete("open");
      else next.set("open", id);
      return next;
    });
  return [search.get("open"), open];
}
