import type {
  Attempt,
  Payment,
  PaymentState,
  Refund,
} from "../../../../packages/api-types/index.ts";
import { ask, type Page, part } from "./client.ts";

export type { Attempt, Payment, PaymentState, Refund };

export const paymentStates = [
  "open",
  "awaiting_deposit",
  "paid",
  "partially_refunded",
  "refunded",
  "failed",
  "expired",
  "closed",
] as const satisfies readonly PaymentState[];

/** What the list is narrowed to; "" asks for nothing. */
export type PaymentFilter = {
  readonly q: string;
  readonly state: PaymentState | "";
  readonly method: string;
  readonly pg: string;
  /** Days in Korea, both included. */
  readonly from: string;
  readonly to: string;
};

export const PAGE_SIZE = 50;

export type PaymentRow = Payment;

/** Something that happened to a payment, with who did it and why. */
export type TimelineEntry = {
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly note: string | null;
};

/** What PortOne says of the payment now. */
export type PortOneSide = {
  readonly imp_uid?: string;
  readonly merchant_uid: string;
  readonly status: string;
  readonly amount: number;
  readonly captured: number;
  readonly cancelled: number;
  readonly currency: string;
  readonly pay_method: string;
  readonly pg: string;
};

export type PaymentDetail = {
  readonly payment: Payment;
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  readonly timeline: readonly TimelineEntry[];
  readonly portone: PortOneSide | null;
  /** Why PortOne was not heard; null: it was. */
  readonly portone_problem: { readonly message_ko: string; readonly message_en: string } | null;
};

/** The buyer in full. */
export type Buyer = {
  readonly name: string;
  readonly tel: string;
  readonly email: string;
  readonly addr: string;
  readonly postcode: string;
};

export const paymentKeys = {
  all: ["payments"] as const,
  page: (filter: PaymentFilter, cursor: string) => ["payments", filter, cursor] as const,
  one: (id: string) => ["payments", "one", id] as const,
  options: (id: string, amount: number | null) => ["payments", "options", id, amount] as const,
};

export function listPayments(filter: PaymentFilter, cursor: string): Promise<Page<PaymentRow>> {
  return ask("GET", "/payments", { query: { ...filter, cursor, limit: PAGE_SIZE } });
}

export function getPayment(id: string): Promise<PaymentDetail> {
  return ask("GET", `/payments/${part(id)}`);
}

/** Shows the buyer in full; who looked and why goes to the audit log. */
export async function unmask(id: string, reason: string): Promise<Buyer> {
  const { buyer } = await ask<{ buyer: Buyer }>("POST", `/payments/${part(id)}/unmask`, {
    body: { reason },
  });
  return buyer;
}

/** Sends the newest event of the payment to the shop once more. */
export async function tellShop(id: string): Promise<void> {
  await ask("POST", `/payments/${part(id)}/tell-shop`, { body: {} });
}
