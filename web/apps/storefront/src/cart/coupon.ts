import { keep, useKept } from "../kept.ts";

/** The coupon that was typed, and the one that was asked for with the button. */
export type Coupon = { readonly typed: string; readonly used: string };

const name = "naru-coupon";
const none: Coupon = { typed: "", used: "" };

export function useCoupon() {
  return useKept(name, none);
}

/** A coupon that an order was paid with is used up. */
export function dropCoupon(): void {
  keep(name, none);
}
