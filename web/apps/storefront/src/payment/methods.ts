/** The ways to pay, under the names of the shop's server. */
export const methodNames = [
  "card",
  "kakaopay",
  "kakaopay_direct",
  "tosspayments",
  "trans",
  "vbank",
  "phone",
] as const;

export type MethodName = (typeof methodNames)[number];
