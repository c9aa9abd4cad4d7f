import { type Won, won } from "@naru/ui";
import type { Reader } from "../api/read.ts";

/** What a receipt says of a payment. */
export type Slip = {
  readonly at: Date;
  readonly amount: Won;
  readonly refunded: Won;
  readonly impUid: string;
  readonly card: {
    readonly name: string | null;
    readonly number: string | null;
    readonly approval: string | null;
    /** 0: paid at once */
    readonly months: number;
  } | null;
};

/** Null for a payment that was never paid. */
export function parseSlip(payment: Reader): Slip | null {
  const at = payment.at("paid_at").optional((r) => r.date());
  if (at === null) return null;
  const text = (r: Reader) => r.text();
  return {
    at,
    amount: won(payment.at("amount").number()),
    refunded: won(payment.at("refunded").number()),
    impUid: payment.at("imp_uid").optional(text) ?? "",
    card: payment.at("card").optional((card) => ({
      name: card.at("name").optional(text),
      number: card.at("number").optional(text),
      approval: card.at("approval").optional(text),
      months: card.at("quota").optional((r) => r.number()) ?? 0,
    })),
  };
}
