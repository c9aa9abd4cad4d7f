import type { OrderKey } from "../order/order.ts";

export function resultPath({ ref, key }: OrderKey): string {
  return `/result?${new URLSearchParams({ order: ref, key })}`;
}

/** Reads an order's page's address; what PortOne or a redirect adds is ignored. */
export function keyOfSearch(search: string): OrderKey | null {
  const query = new URLSearchParams(search);
  const ref = query.get("order");
  const key = query.get("key");
  return ref && key ? { ref, key } : null;
}
