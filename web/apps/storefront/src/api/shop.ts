import type { Wish } from "../cart/cart.ts";
import { parseTrace, type TraceLine } from "../developer/trace.ts";
import type { Buyer } from "../order/buyer.ts";
import {
  type Line,
  type Order,
  type OrderKey,
  parseLine,
  parseOrder,
  parseTotals,
  type Totals,
} from "../order/order.ts";
import type { MethodName } from "../payment/methods.ts";
import { type Opened, parseOpened } from "../payment/opened.ts";
import { type Catalogue, parseCatalogue } from "../products/product.ts";
import { Reader } from "./read.ts";
import { parseProblem, type ShopError, troubleOf } from "./shop-error.ts";

const patience = 30_000;

/** Asks the shop's server; every failure is a ShopError. */
async function ask<T>(
  path: string,
  parse: (answer: Reader) => T,
  options: { body?: object; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const limit = AbortSignal.timeout(patience);
  try {
    const response = await fetch(`/shop/api${path}`, {
      signal: options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]),
      ...(options.body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(options.body),
          }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw parseProblem(answer);
    return parse(new Reader(answer));
  } catch (cause) {
    throw troubleOf(cause);
  }
}

function orderPath({ ref, key }: OrderKey, rest = ""): string {
  return `/orders/${encodeURIComponent(ref)}${rest}?key=${encodeURIComponent(key)}`;
}

export function fetchCatalogue(signal?: AbortSignal): Promise<Catalogue> {
  return ask("/products", parseCatalogue, { signal });
}

/** What a cart would cost, by the server's own list. */
export type Quote = {
  readonly lines: readonly Line[];
  readonly totals: Totals;
  /** Why the coupon does not count, if it does not. */
  readonly couponProblem: ShopError | null;
};

export function fetchQuote(
  items: readonly Wish[],
  coupon: string,
  signal?: AbortSignal,
): Promise<Quote> {
  const parse = (answer: Reader): Quote => ({
    lines: answer.at("lines").list(parseLine),
    totals: parseTotals(answer.at("totals")),
    couponProblem: answer.at("coupon_problem").optional((r) => parseProblem(r.raw())),
  });
  return ask("/quote", parse, { body: { items, coupon }, signal });
}

export type NewOrder = {
  items: readonly Wish[];
  coupon: string;
  buyer: Buyer;
  method: MethodName;
  language: "ko" | "en";
  /** The buyer has ticked that the order is right and may be charged. */
  consent: boolean;
};

export function createOrder(order: NewOrder): Promise<Opened> {
  return ask("/orders", parseOpened, { body: order });
}

/** Opens a payment for an order again, by the same method or by another. */
export function payAgain(
  key: OrderKey,
  method: MethodName,
  language: "ko" | "en",
): Promise<Opened> {
  return ask(orderPath(key, "/pay"), parseOpened, { body: { method, language } });
}

export function fetchOrder(key: OrderKey, signal?: AbortSignal): Promise<Order> {
  return ask(orderPath(key), (answer) => parseOrder(answer.at("order")), { signal });
}

/** What the PG's window said; the server takes it as a hint and looks. */
export type Said = {
  payment_id: string;
  imp_uid?: string | null;
  error_code?: string | null;
  error_msg?: string | null;
};

export function completeOrder(key: OrderKey, said: Said): Promise<Order> {
  return ask(orderPath(key, "/complete"), (answer) => parseOrder(answer.at("order")), {
    body: said,
  });
}

export type RefundAccount = { bank: string; number: string; holder: string };

export function cancelOrder(key: OrderKey, account: RefundAccount | null): Promise<Order> {
  return ask(orderPath(key, "/cancel"), (answer) => parseOrder(answer.at("order")), {
    body: account === null ? {} : { refund_account: account },
  });
}

/** What the shop's staff do on their own pages: the goods are being packed. */
export function prepareOrder(key: OrderKey): Promise<Order> {
  return ask(orderPath(key, "/prepare"), (answer) => parseOrder(answer.at("order")), { body: {} });
}

export function findOrder(ref: string, tel: string): Promise<OrderKey> {
  const parse = (answer: Reader) => ({
    ref: answer.at("order_ref").text(),
    key: answer.at("key").text(),
  });
  return ask("/lookup", parse, { body: { order_ref: ref, tel } });
}

export function fetchTrace(key: OrderKey, signal?: AbortSignal): Promise<TraceLine[]> {
  return ask(orderPath(key, "/trace"), parseTrace, { signal });
}

/** Where the other servers' own pages are. */
export type Links = { readonly paymentServer: string; readonly sandboxConsole: string };

export function fetchLinks(signal?: AbortSignal): Promise<Links> {
  const parse = (answer: Reader) => ({
    paymentServer: answer.at("payment_server").text(),
    sandboxConsole: answer.at("sandbox_console").text(),
  });
  return ask("/developer", parse, { signal });
}
