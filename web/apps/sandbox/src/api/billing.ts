import { fromUnix, type Money } from "@naru/ui";
import type { ListQuery } from "../list/list-query.ts";
import { amountOf } from "./amount.ts";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";
import { type Page, pageOf } from "./page.ts";

export const keyStates = ["usable", "deleted"] as const;
export type KeyState = (typeof keyStates)[number];

/** 빌링키: a stored card of one customer_uid. */
export type BillingKey = {
  /** How the account or sub-store is named in the path of its things. */
  store: string;
  customerUid: string;
  customerId: string;
  provider: string;
  pgId: string;
  channelKey: string;
  cardName: string;
  cardNumber: string;
  customer: string;
  tel: string;
  issuedAt: Date | null;
  changedAt: Date | null;
  /** Null while it can be charged. */
  deletedAt: Date | null;
  /** How its charges end, by the card that was given; empty: they are approved. */
  declines: string;
};

export const outcomes = ["scheduled", "succeeded", "failed", "revoked"] as const;
export type Outcome = (typeof outcomes)[number];

/** 결제예약: one charge to be made at a time. */
export type Schedule = {
  store: string;
  merchantUid: string;
  customerUid: string;
  outcome: Outcome;
  name: string;
  amount: Money;
  buyer: string;
  provider: string;
  pgId: string;
  at: Date | null;
  executedAt: Date | null;
  revokedAt: Date | null;
  /** Of the last try; empty before there was one. */
  impUid: string;
  failReason: string;
};

export const billingKeys = {
  all: ["billing"] as const,
  keys: (imp: string, query: ListQuery<KeyState>) => ["billing", "keys", imp, query] as const,
  schedules: (imp: string, query: ListQuery<Outcome>) =>
    ["billing", "schedules", imp, query] as const,
  schedule: (store: string, uid: string) => ["billing", "schedule", store, uid] as const,
};

export async function listBillingKeys(
  imp: string,
  query: ListQuery<KeyState>,
): Promise<Page<BillingKey, KeyState>> {
  return pageOf(await ask("GET", `${of(imp)}/billing-keys`, { query }), keyStates, key);
}

export async function deleteBillingKey(store: string, uid: string): Promise<void> {
  await ask("DELETE", `${of(store)}/billing-keys/${encodeURIComponent(uid)}`);
}

export async function listSchedules(
  imp: string,
  query: ListQuery<Outcome>,
): Promise<Page<Schedule, Outcome>> {
  return pageOf(await ask("GET", `${of(imp)}/schedules`, { query }), outcomes, schedule);
}

export async function getSchedule(store: string, uid: string): Promise<Schedule> {
  return schedule(await ask("GET", `${of(store)}/schedules/${encodeURIComponent(uid)}`));
}

/** What can be done to a schedule by hand; two of them need a time. */
export type ScheduleAction =
  | { kind: "move" | "reschedule"; at: Date }
  | { kind: "retry" | "revoke" };

export async function changeSchedule(
  store: string,
  uid: string,
  action: ScheduleAction,
): Promise<Schedule> {
  const body = "at" in action ? { schedule_at: Math.floor(action.at.getTime() / 1000) } : {};
  const path = `${of(store)}/schedules/${encodeURIComponent(uid)}/${action.kind}`;
  return schedule(await ask("POST", path, { body }));
}

function of(imp: string): string {
  return `/merchants/${encodeURIComponent(imp)}`;
}

function key(json: Json): BillingKey {
  return {
    store: json.at("store").text(),
    customerUid: json.at("customer_uid").text(),
    customerId: json.at("customer_id").textOrEmpty(),
    provider: json.at("pg_provider").textOrEmpty(),
    pgId: json.at("pg_id").textOrEmpty(),
    channelKey: json.at("channel_key").textOrEmpty(),
    cardName: json.at("card_name").textOrEmpty(),
    cardNumber: json.at("card_number").textOrEmpty(),
    customer: json.at("customer_name").textOrEmpty(),
    tel: json.at("customer_tel").textOrEmpty(),
    issuedAt: time(json.at("inserted")),
    changedAt: time(json.at("updated")),
    deletedAt: time(json.at("deleted_at")),
    declines: json.at("declines").textOrEmpty(),
  };
}

function schedule(json: Json): Schedule {
  return {
    store: json.at("store").text(),
    merchantUid: json.at("merchant_uid").text(),
    customerUid: json.at("customer_uid").text(),
    outcome: json.at("outcome").word(outcomes, "scheduled"),
    name: json.at("name").textOrEmpty(),
    amount: amountOf(json.at("amount"), json.at("currency").text()),
    buyer: json.at("buyer_name").textOrEmpty(),
    provider: json.at("pg_provider").textOrEmpty(),
    pgId: json.at("pg_id").textOrEmpty(),
    at: time(json.at("schedule_at")),
    executedAt: time(json.at("executed_at")),
    revokedAt: time(json.at("revoked_at")),
    impUid: json.at("imp_uid").textOrEmpty(),
    failReason: json.at("fail_reason").textOrEmpty(),
  };
}

function time(json: Json): Date | null {
  return fromUnix(json.integerOrZero());
}
