import type { OrderKey } from "../order/order.ts";

const name = "naru-orders";
const most = 50;

/** The orders that were made in this browser, newest first. */
export function keptOrders(): readonly OrderKey[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(value) ? value.filter(isKey) : [];
  } catch {
    return [];
  }
}

function isKey(value: unknown): value is OrderKey {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof Reflect.get(value, "ref") === "string" &&
    typeof Reflect.get(value, "key") === "string"
  );
}

export function rememberOrder({ ref, key }: OrderKey): void {
  write([{ ref, key }, ...keptOrders().filter((one) => one.ref !== ref)].slice(0, most));
}

/** For a browser that others use, too. */
export function forgetOrders(): void {
  write([]);
}

function write(orders: readonly OrderKey[]): void {
  try {
    localStorage.setItem(name, JSON.stringify(orders));
  } catch {
    // No storage: orders are found by number and phone alone.
  }
}
