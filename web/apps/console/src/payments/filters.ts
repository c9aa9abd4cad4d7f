import { useSearchParams } from "wouter";
import { type PaymentFilter, paymentStates } from "../api/payments.ts";

/** Asks for everything. */
export const noFilter: PaymentFilter = { q: "", state: "", method: "", pg: "", from: "", to: "" };

const patterns = {
  method: /^[a-z0-9_]{1,40}$/,
  pg: /^[A-Za-z0-9_.-]{1,60}$/,
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
} as const;

/** Reads the list's filters from the address; what it does not know asks for nothing. */
export function readFilter(search: URLSearchParams): PaymentFilter {
  const text = (name: keyof typeof patterns) => {
    const value = search.get(name) ?? "";
    return patterns[name].test(value) ? value : "";
  };
  return {
    q: (search.get("q") ?? "").slice(0, 100),
    state: paymentStates.find((known) => known === search.get("state")) ?? "",
    method: text("method"),
    pg: text("pg"),
    from: text("from"),
    to: text("to"),
  };
}

/** Writes a part of the filters into the address; the list begins anew. */
export function writeFilter(
  search: URLSearchParams,
  part: Partial<PaymentFilter>,
): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(part)) {
    if (value === "") next.delete(name);
    else next.set(name, value);
  }
  next.delete("cursor");
  return next;
}

export function isFiltered(filter: PaymentFilter): boolean {
  return Object.values(filter).some((value) => value !== "");
}

/** The filters in the address, and how to change them. */
export function usePaymentFilter(): [PaymentFilter, (part: Partial<PaymentFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  return [readFilter(search), (part) => setSearch((now) => writeFilter(now, part))];
}
