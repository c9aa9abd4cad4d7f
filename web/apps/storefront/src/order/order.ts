import { type Won, won } from "@naru/ui";
import type { Reader } from "../api/read.ts";
import { type MethodName, methodNames } from "../payment/methods.ts";
import { type Buyer, parseBuyer } from "./buyer.ts";
import { type Outcome, outcomeOf, type Rejection, rejectionOf } from "./outcome.ts";

/** What opens an order's page: its number and the key that only its buyer has. */
export type OrderKey = { readonly ref: string; readonly key: string };

export type Line = {
  readonly productId: string;
  readonly name: string;
  readonly picture: string;
  readonly option: string;
  readonly qty: number;
  readonly total: Won;
};

/** An order as the server answered it. */
export type Order = {
  readonly ref: string;
  readonly createdAt: Date;
  readonly line: Line;
  readonly buyer: Buyer;
  readonly method: MethodName;
  readonly outcome: Outcome;
  /** Money that came beside it and was not accepted: a second payment, a late one. */
  readonly rejected: readonly Rejection[];
  /** What the buyer may still give back, nothing when he may not. */
  readonly cancellable: Won;
  readonly byAccount: boolean;
  readonly preparing: boolean;
  /** The payment server could not be asked: this is its last word. */
  readonly stale: boolean;
};

export function parseOrder(r: Reader): Order {
  const payment = r.at("payment");
  return {
    ref: r.at("order_ref").text(),
    createdAt: r.at("created_at").date(),
    line: parseLine(r.at("line")),
    buyer: parseBuyer(r.at("buyer")),
    method: r.at("method").oneOf(methodNames),
    outcome: outcomeOf(r),
    rejected: r.at("rejected").list(rejectionOf),
    cancellable: won(payment.optional((p) => p.at("cancellable").number()) ?? 0),
    byAccount: payment.optional((p) => p.at("pay_method").text()) === "vbank",
    preparing: r.at("shipping").text() === "preparing",
    stale: r.at("stale").flag(),
  };
}

function parseLine(r: Reader): Line {
  return {
    productId: r.at("product_id").text(),
    name: r.at("name").text(),
    picture: r.at("picture").text(),
    option: r.at("option").text(),
    qty: r.at("qty").number(),
    total: won(r.at("total").number()),
  };
}

/** 기모 맨투맨 (M) × 2 */
export function lineTitle(line: Pick<Line, "name" | "option" | "qty">): string {
  const option = line.option === "" ? "" : ` (${line.option})`;
  return `${line.name}${option}${line.qty > 1 ? ` × ${line.qty}` : ""}`;
}
