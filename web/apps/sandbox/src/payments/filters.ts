import { PAGE_SIZE, type PaymentQuery, type Status, statuses } from "../api/payments.ts";

/** Reads the list's filters from the address; anything unknown is the default. */
export function readFilters(search: URLSearchParams): PaymentQuery {
  const status = search.get("status");
  const page = search.get("page") ?? "1";
  return {
    status: statuses.find((known) => known === status) ?? "all",
    q: search.get("q") ?? "",
    page: /^[1-9]\d{0,8}$/.test(page) ? Number(page) : 1,
  };
}

/** Writes the filters into the address; defaults are left out, other values stay. */
export function writeFilters(search: URLSearchParams, query: PaymentQuery): URLSearchParams {
  const next = new URLSearchParams(search);
  put(next, "status", query.status === "all" ? "" : query.status);
  put(next, "q", query.q);
  put(next, "page", query.page === 1 ? "" : String(query.page));
  return next;
}

function put(params: URLSearchParams, key: string, value: string): void {
  if (value === "") params.delete(key);
  else params.set(key, value);
}

/** The address of the list with these filters, as a query with its question mark. */
export function filterText(query: PaymentQuery): string {
  const text = writeFilters(new URLSearchParams(), query).toString();
  return text === "" ? "" : `?${text}`;
}

export function lastPage(total: number): number {
  return Math.max(1, Math.ceil(total / PAGE_SIZE));
}

export const tabs: readonly ("all" | Status)[] = ["all", ...statuses];
