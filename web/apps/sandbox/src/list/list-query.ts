import { useSearchParams } from "wouter";

/** What a list of the console is narrowed to: a tab, a word and a page. */
export type ListQuery<State extends string> = { state: "all" | State; q: string; page: number };

/** Reads a list's filters from the address; anything unknown is the default. */
export function readList<State extends string>(
  search: URLSearchParams,
  states: readonly State[],
): ListQuery<State> {
  const page = search.get("page") ?? "1";
  return {
    state: states.find((known) => known === search.get("state")) ?? "all",
    q: search.get("q") ?? "",
    page: /^[1-9]\d{0,8}$/.test(page) ? Number(page) : 1,
  };
}

/** Writes a part of the filters into the address; other values stay, the page begins anew. */
export function writeList(
  search: URLSearchParams,
  part: Partial<ListQuery<string>>,
): URLSearchParams {
  const next = new URLSearchParams(search);
  const values: Record<string, string> = {};
  if (part.state !== undefined) values.state = part.state === "all" ? "" : part.state;
  if (part.q !== undefined) values.q = part.q;
  values.page = part.page === undefined || part.page === 1 ? "" : String(part.page);
  for (const [key, value] of Object.entries(values)) {
    if (value === "") next.delete(key);
    else next.set(key, value);
  }
  return next;
}

/** The filters of a list, kept in the address, and how to change them. */
export function useListQuery<State extends string>(
  states: readonly State[],
): [ListQuery<State>, (part: Partial<ListQuery<State>>) => void] {
  const [search, setSearch] = useSearchParams();
  return [readList(search, states), (part) => setSearch((now) => writeList(now, part))];
}

/** The row that is open beside the list, by its key, kept in the address. */
export function useOpened(): [string | null, (key: string | null) => void] {
  const [search, setSearch] = useSearchParams();
  const open = (key: string | null) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (key === null) next.delete("open");
      else next.set("open", key);
      return next;
    });
  return [search.get("open"), open];
}
