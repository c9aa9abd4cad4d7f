import { type Language, type Won, won } from "@naru/ui";
import type { Reader } from "../api/read.ts";
import { type MethodName, methodNames } from "../payment/methods.ts";
import { type Buyer, parseBuyer } from "./buyer.ts";
import { type Outcome, outcomeOf, type Rejection, rejectionOf } from "./outcome.ts";
import { parseSlip, type Slip } from "./slip.ts";

/** What opens an order's page: its number and the key that only its buyer has. */
export type OrderKey = { readonly ref: string; readonly key: string };

export type Line = {
  readonly productId: string;
  readonly name: { readonly ko: string; readonly en: string };
  readonly picture: string;
  readonly option: string;
  readonly qty: number;
  readonly total: Won;
  readonly taxFree: boolean;
};

/** An order's sums, as the server added them up. */
export type Totals = {
  readonly goods: Won;
  readonly shipping: Won;
  readonly discount: Won;
  readonly total: Won;
  readonly coupon: string;
};

/** How VAT lies in what was paid. */
export type Tax = { readonly supply: Won; readonly vat: Won; readonly taxFree: Won };

/** 결제대기, 입금대기, 결제완료, 배송준비, 취소 */
export const stages = [
  "awaiting_payment",
  "awaiting_deposit",
  "paid",
  "preparing",
  "cancelled",
] as const;
export type Stage = (typeof stages)[number];

/** An order as the server answered it. */
export type Order = {
  readonly ref: string;
  readonly createdAt: Date;
  readonly stage: Stage;
  readonly lines: readonly Line[];
  readonly totals: Totals;
  readonly tax: Tax;
  readonly buyer: Buyer;
  readonly method: MethodName;
  readonly outcome: Outcome;
  /** Money that came beside it and was not accepted: a second payment, a late one. */
  readonly rejected: readonly Rejection[];
  /** What the buyer may still give back, nothing when he may not. */
  readonly cancellable: Won;
  readonly byAccount: boolean;
  /** What a receipt says, once it was paid. */
  readonly slip: Slip | null;
  /** Paid, and the goods turned out to be gone. */
  readonly short: boolean;
  /** The payment server could not be asked: this is its last word. */
  readonly stale: boolean;
};

export function parseOrder(r: Reader): Order {
  const payment = r.at("payment");
  const money = payment.optional((p) => p.at("cancellable").number()) ?? 0;
  return {
    ref: r.at("order_ref").text(),
    createdAt: r.at("created_at").date(),
    stage: r.at("stage").oneOf(stages),
    lines: r.at("lines").list(parseLine),
    totals: parseTotals(r.at("totals")),
    tax: parseTax(r.at("tax")),
    buyer: parseBuyer(r.at("buyer")),
    method: r.at("method").oneOf(methodNames),
    outcome: outcomeOf(r),
    rejected: r.at("rejected").list(rejectionOf),
    cancellable: won(r.at("cancellable").flag() ? money : 0),
    byAccount: payment.optional((p) => p.at("pay_method").text()) === "vbank",
    slip: payment.optional(parseSlip),
    short: r.at("shipping").text() === "short",
    stale: r.at("stale").flag(),
  };
}

export function parseLine(r: Reader): Line {
  const name = r.at("name").text();
  return {
    productId: r.at("product_id").text(),
    name: { ko: name, en: r.at("name_en").text() || name },
    picture: r.at("picture").text(),
    option: r.at("option").text(),
    qty: r.at("qty").number(),
    total: won(r.at("total").number()),
    taxFree: r.at("tax_free").flag(),
  };
}

export function parseTotals(r: Reader): Totals {
  return {
    goods: won(r.at("goods").number()),
    shipping: won(r.at("shipping").number()),
    discount: won(r.at("discount").number()),
    total: won(r.at("total").number()),
    coupon: r.at("coupon").text(),
  };
}

function parseTax(r: Reader): Tax {
  return {
    supply: won(r.at("supply").number()),
    vat: won(r.at("vat").number()),
    taxFree: won(r.at("tax_free").number()),
  };
}

/** 기모 맨투맨 (M) × 2 */
export function lineTitle(line: Pick<Line, "name" | "option" | "qty">, language: Language): string {
  const option = line.option === "" ? "" : ` (${line.option})`;
  return `${line.name[language]}${option}${line.qty > 1 ? ` × ${line.qty}` : ""}`;
}
