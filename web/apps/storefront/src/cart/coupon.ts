import { useKept } from "../kept.ts";

/** The coupon that was typed, and the one that was asked for with the button. */
export type Coupon = { readonly typed: string; readonly used: string };

const none: Coupon = { typed: "", used: "" };

export function useCoupon() {
  return useKept("naru-coupon", none);
}
