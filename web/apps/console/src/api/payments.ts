import type {
  ConsoleDossier,
  ConsolePortOnePayment,
  ConsoleTimelineEntry,
  ConsoleTold,
  ConsoleUnmasked,
  Payment,
  PaymentState,
  Refund,
} from "../../../../packages/api-types/index.ts";
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
export type Told = ConsoleTold;

/** Something that happened to a payment, with who did it and why. */
export type TimelineEntry = ConsoleTimelineEntry;

/** An attempt as PortOne tells of it now. */
export type PortOneSeen = ConsolePortOnePayment;

/** A refund with who asked for it; empty where nobody was noted. */
export type DeskRefund = Refund & { readonly asked_by: string };

export type PaymentDetail = Omit<ConsoleDossier, "refunds" | "portone" | "portone_problem"> & {
  readonly refunds: readonly DeskRefund[];
};

/** What PortOne says now, as far as it could be heard. */
export type PortOneSide = Pick<ConsoleDossier, "portone" | "portone_problem">;

/** The buyer, and the account that was issued to them, in full. */
export type Unmasked = ConsoleUnmasked;

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
export async function getPayment(id: string): Promise<PaymentDetail> {
  const { refunds, payment, order, timeline } = await ask<ConsoleDossier>(
    "GET",
    `/payments/${part(id)}`,
    { query: { portone: "false" } },
  );
  return {
    payment,
    order,
    timeline,
    refunds: refunds.map(({ refund, asked_by }) => ({ ...refund, asked_by })),
  };
}

/** PortOne's side, which may take some seconds. */
export function getPortOneSide(id: string): Promise<PortOneSide> {
  return ask("GET", `/payments/${part(id)}`);
}

/** Shows the buyer in full; who looked and why goes to the audit log. */
export function unmask(id: string, reason: string): Promise<Unmasked> {
  return ask("POST", `/payments/${part(id)}/unmask`, { body: { reason } });
}

/** Sends the newest event of the payment to the shop once more. */
export async function tellShop(id: string): Promise<void> {
  await ask("POST", `/payments/${part(id)}/tell-shop`, { body: {} });
}
