import type { NewOrder } from "../api/shop.ts";
import { takeOut } from "../cart/cart.ts";
import { dropCoupon } from "../cart/coupon.ts";
import { keep, kept } from "../kept.ts";
import { buyerFields } from "../order/buyer.ts";
import type { OrderKey } from "../order/order.ts";

const orderName = "naru-order";

/** What makes two orders the same one, tried again. */
function sameness({ items, coupon, buyer }: NewOrder): string {
  const wishes = items.map(({ product_id, qty, option }) => [product_id, qty, option]);
  return JSON.stringify([wishes, coupon, buyerFields.map((field) => buyer[field].trim())]);
}

/**
 * Remembers the order that was made of a form, so that paying again after
 * coming back from a PG's page tries the same order.
 */
export function keepOrder(form: NewOrder, fromCart: boolean, { ref, key }: OrderKey): void {
  keep(orderName, { form: sameness(form), items: fromCart ? form.items : [], ref, key });
}

export function keptOrder(form: NewOrder): OrderKey | null {
  const value = kept(orderName);
  if (value === null || Reflect.get(value, "form") !== sameness(form)) return null;
  const ref: unknown = Reflect.get(value, "ref");
  const key: unknown = Reflect.get(value, "key");
  return typeof ref === "string" && typeof key === "string" ? { ref, key } : null;
}

/** Takes an order's goods out of the cart, once: it is paid, or waits for a deposit. */
export function emptyCartOf(ref: string): void {
  const value = kept(orderName);
  if (value === null || Reflect.get(value, "ref") !== ref) return;
  const items: unknown = Reflect.get(value, "items");
  if (!Array.isArray(items)) return;
  takeOut(items);
  dropCoupon();
  keep(orderName, { ...value, items: [] });
}

/** Forgets the order once it is paid: the next one is a new one. */
export function forgetOrder(ref: string): void {
  emptyCartOf(ref);
  const value = kept(orderName);
  if (value !== null && Reflect.get(value, "ref") === ref) keep(orderName, null);
}

/** Forgets an order that the server no longer knows; the cart stays. */
export function dropOrder(): void {
  keep(orderName, null);
}
