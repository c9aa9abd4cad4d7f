import { createOrder, type NewOrder, payAgain } from "../api/shop.ts";
import { ShopError } from "../api/shop-error.ts";
import type { Payable } from "../payment/use-pay.ts";
import { dropOrder, keepOrder, keptOrder } from "./draft.ts";

/**
 * Opens a payment for what the form says: of the order that was already made of
 * it, or of a new one. An order that turns out to be paid is shown instead of
 * being paid a second time; one that the server no longer knows is made anew.
 */
export async function placeOrder(form: NewOrder, fromCart: boolean): Promise<Payable> {
  const earlier = keptOrder(form);
  if (earlier !== null) {
    try {
      return { kind: "opened", opened: await payAgain(earlier, form.method, form.language) };
    } catch (error) {
      if (!(error instanceof ShopError)) throw error;
      if (error.code === "order_already_paid") return { kind: "already_paid", key: earlier };
      if (error.code !== "order_not_found") throw error;
      dropOrder();
    }
  }
  const opened = await createOrder(form);
  keepOrder(form, fromCart, opened.key);
  return { kind: "opened", opened };
}
