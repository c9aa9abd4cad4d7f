import { type Won, won } from "@naru/ui";
import type { Reader } from "../api/read.ts";
import { type Order, type OrderKey, parseOrder } from "../order/order.ts";

/** A payment that the server opened: everything that the window is opened with. */
export type Opened = {
  readonly key: OrderKey;
  readonly order: Order;
  readonly paymentId: string;
  /** merchant_uid */
  readonly merchantId: string;
  readonly product: { readonly name: string; readonly price: Won };
  /** checkout.request, which reaches IMP.request_pay unchanged. */
  readonly request: Readonly<Record<string, unknown>>;
};

export function parseOpened(r: Reader): Opened {
  const payment = r.at("payment");
  return {
    key: { ref: r.at("order_ref").text(), key: r.at("key").text() },
    order: parseOrder(r.at("order")),
    paymentId: payment.at("id").text(),
    merchantId: payment.at("merchant_uid").text(),
    product: { name: payment.at("name").text(), price: won(payment.at("amount").number()) },
    request: r.at("checkout").at("request").record(),
  };
}
