import type { Payment, PaymentState, Refund } from "../../../../packages/api-types/index.ts";
import { ask, type Page, part } from "./client.ts";

export type { Payment, PaymentState, Refund };

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

/** A code of the server's with its sentences. */
export type Told = {
  readonly code: string;
  readonly message_ko: string;
  readonly message_en: string;
};

/** Something that happened to a payment, with who did it and why. */
export type TimelineEntry = {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly reason: Told | null;
  readonly note: string;
};

/** An attempt as PortOne tells of it now. */
export type PortOneSeen = {
  readonly imp_uid: string;
  readonly status: string;
  readonly amount: number;
  readonly captured: number;
  readonly cancelled: number;
  readonly currency: string;
  readonly pay_method: string;
  readonly pg: string;
  readonly receipt_url: string | null;
};

/** A refund with who asked for it. */
export type DeskRefund = Refund & { readonly asked_by: string };

export type PaymentDetail = {
  readonly payment: Payment;
  /** Every payment of the order, oldest first. */
  readonly order: {
    readonly order_ref: string;
    readonly payments: readonly {
      readonly id: string;
      readonly state: PaymentState;
      readonly amount: number;
      readonly currency: string;
      readonly created_at: string;
    }[];
  };
  readonly refunds: readonly DeskRefund[];
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
};

/** What PortOne says now, as far as it could be heard. */
export type PortOneSide = {
  readonly portone: null | { readonly read_at: string; readonly payments: readonly PortOneSeen[] };
  readonly portone_problem: Told | null;
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
  side: (id: string) => ["payments", "side", id] as const,
  options: (id: string, amount: number | null) => ["payments", "options", id, amount] as const,
};

export function listPayments(filter: PaymentFilter, cursor: string): Promise<Page<PaymentRow>> {
  return ask("GET", "/payments", { query: { ...filter, cursor, limit: PAGE_SIZE } });
}

/** What the server itself knows; PortOne is not asked. */
export function getPayment(id: string): Promise<PaymentDetail> {
  return ask("GET", `/payments/${part(id)}`, { query: { portone: "false" } });
}

/** PortOne's side, which may take some seconds. */
export function getPortOneSide(id: string): Promise<PortOneSide> {
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
