import {
  PAGE_SIZE,
  type PaymentQuery,
  type Status,
  searchFields,
  statuses,
} from "../api/payments.ts";

/** Asks for everything. */
export const noFilter: PaymentQuery = {
  status: "all",
  q: "",
  in: "all",
  basis: "status",
  from: "",
  to: "",
  provider: "",
  method: "",
  kind: "all",
  mode: "all",
  tier: "",
  min: "",
  max: "",
  page: 1,
};

const words = {
  status: statuses,
  in: searchFields,
  basis: ["requested"],
  kind: ["single", "regular"],
  mode: ["test", "live"],
} as const;

const patterns = {
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
  provider: /^[a-z0-9_]{1,40}$/,
  method: /^[a-z0-9_]{1,40}$/,
  tier: /^[A-Za-z0-9_-]{1,40}$/,
  min: /^\d{1,12}$/,
  max: /^\d{1,12}$/,
} as const;

/** Reads the list's filters from the address; anything unknown is the default. */
export function readFilters(search: URLSearchParams): PaymentQuery {
  const word = <K extends keyof typeof words>(name: K): PaymentQuery[K] => {
    const known: readonly string[] = words[name];
    const value = search.get(name) ?? "";
    return (known.includes(value) ? value : noFilter[name]) as PaymentQuery[K];
  };
  const text = (name: keyof typeof patterns): string => {
    const value = search.get(name) ?? "";
    return patterns[name].test(value) ? value : "";
  };
  const page = search.get("page") ?? "1";
  return {
    status: word("status"),
    q: search.get("q") ?? "",
    in: word("in"),
    basis: word("basis"),
    from: text("from"),
    to: text("to"),
    provider: text("provider"),
    method: text("method"),
    kind: word("kind"),
    mode: word("mode"),
    tier: text("tier"),
    min: text("min"),
    max: text("max"),
    page: /^[1-9]\d{0,8}$/.test(page) ? Number(page) : 1,
  };
}

/** Writes the filters into the address; defaults are left out, other values stay. */
export function writeFilters(search: URLSearchParams, query: PaymentQuery): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of Object.keys(noFilter) as (keyof PaymentQuery)[]) {
    if (query[name] === noFilter[name]) next.delete(name);
    else next.set(name, String(query[name]));
  }
  return next;
}

/** The address of the list with these filters, as a query with its question mark. */
export function filterText(query: PaymentQuery): string {
  const text = writeFilters(new URLSearchParams(), query).toString();
  return text === "" ? "" : `?${text}`;
}

/** Whether anything is left out of the list. */
export function isFiltered(query: PaymentQuery): boolean {
  return writeFilters(new URLSearchParams(), { ...query, page: 1, basis: "status" }).size > 0;
}

const detailed = ["provider", "method", "kind", "mode", "tier", "min", "max"] as const;

/** How many of the filters that are folded away are set. */
export function countDetailed(query: PaymentQuery): number {
  return detailed.filter((name) => query[name] !== noFilter[name]).length;
}

/** The last days up to today, in Korea; 1 is today alone. */
export function lastDays(now: Date, days: number): { from: string; to: string } {
  const day = (ago: number) =>
    new Date(now.getTime() + KST_MS - ago * DAY_MS).toISOString().slice(0, 10);
  return { from: day(days - 1), to: day(0) };
}

const KST_MS = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export function lastPage(total: number): number {
  return Math.max(1, Math.ceil(total / PAGE_SIZE));
}

export const tabs: readonly ("all" | Status)[] = ["all", ...statuses];
