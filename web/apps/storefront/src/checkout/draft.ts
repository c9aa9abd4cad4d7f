import type { NewOrder } from "../api/shop.ts";
import { type Buyer, buyerFields, nobody } from "../order/buyer.ts";
import type { OrderKey } from "../order/order.ts";

const buyerName = "naru-buyer";
const orderName = "naru-order";

function keep(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // No storage: the form is empty after a reload, nothing worse.
  }
}

function kept(name: string): object | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(name) ?? "null");
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** Keeps what was typed for as long as the tab is open. */
export function keepBuyer(buyer: Buyer): void {
  keep(buyerName, buyer);
}

export function keptBuyer(): Buyer {
  const value = kept(buyerName);
  if (value === null) return nobody;
  const fields = buyerFields.map((field) => {
    const text: unknown = Reflect.get(value, field);
    return [field, typeof text === "string" ? text : ""];
  });
  return { ...nobody, ...Object.fromEntries(fields) };
}

/** What makes two orders the same one, tried again. */
function sameness({ product_id, qty, option, buyer }: NewOrder): string {
  return JSON.stringify([product_id, qty, option, buyerFields.map((field) => buyer[field].trim())]);
}

/**
 * Remembers the order that was made of a form, so that paying again after
 * coming back from a PG's page tries the same order.
 */
export function keepOrder(form: NewOrder, { ref, key }: OrderKey): void {
  keep(orderName, { form: sameness(form), ref, key });
}

export function keptOrder(form: NewOrder): OrderKey | null {
  const value = kept(orderName);
  if (value === null || Reflect.get(value, "form") !== sameness(form)) return null;
  const ref: unknown = Reflect.get(value, "ref");
  const key: unknown = Reflect.get(value, "key");
  return typeof ref === "string" && typeof key === "string" ? { ref, key } : null;
}

/** Forgets the order once it is paid: the next one is a new one. */
export function forgetOrder(ref: string): void {
  const value = kept(orderName);
  if (value !== null && Reflect.get(value, "ref") === ref) keep(orderName, null);
}
