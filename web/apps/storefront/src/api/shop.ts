import { parseTrace, type TraceLine } from "../developer/trace.ts";
import type { Buyer } from "../order/buyer.ts";
import { type Order, type OrderKey, parseOrder } from "../order/order.ts";
import type { MethodName } from "../payment/methods.ts";
import { type Opened, parseOpened } from "../payment/opened.ts";
import { type Product, parseProduct } from "../products/product.ts";
import { Reader } from "./read.ts";
import { parseProblem, troubleOf } from "./shop-error.ts";

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

export function fetchProducts(signal?: AbortSignal): Promise<Product[]> {
  return ask("/products", (answer) => answer.at("products").list(parseProduct), { signal });
}

export type NewOrder = {
  product_id: string;
  qty: number;
  option: string;
  buyer: Buyer;
  method: MethodName;
  language: "ko" | "en";
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
