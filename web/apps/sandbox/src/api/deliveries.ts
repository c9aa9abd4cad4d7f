import { fromUnix } from "@naru/ui";
import type { ListQuery } from "../list/list-query.ts";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";
import type { Mode } from "./merchants.ts";
import { type Page, pageOf } from "./page.ts";
import type { Status } from "./payments.ts";

export const deliveryStates = ["due", "held", "delivered", "failed", "dropped", "unsent"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type Attempt = { at: Date | null; code: number; response: string; problem: string };

/** One webhook to one address, with what became of it. */
export type Delivery = {
  id: string;
  impUid: string;
  merchantUid: string;
  event: string;
  url: string;
  contentType: string;
  body: string;
  state: DeliveryState;
  note: string;
  /** The note for other languages; empty where there is none. */
  noteCode: string;
  /** Sent again by hand. */
  resent: boolean;
  createdAt: Date | null;
  attempts: Attempt[];
};

export function delivery(json: Json): Delivery {
  return {
    id: json.at("id").text(),
    impUid: json.at("imp_uid").textOrEmpty(),
    merchantUid: json.at("merchant_uid").textOrEmpty(),
    event: json.at("event").textOrEmpty(),
    url: json.at("url").textOrEmpty(),
    contentType: json.at("content_type").textOrEmpty(),
    body: json.at("body").textOrEmpty(),
    state: json.at("state").word(deliveryStates, "due"),
    note: json.at("note").textOrEmpty(),
    noteCode: json.at("note_code").textOrEmpty(),
    resent: json.at("resent").bool(),
    createdAt: fromUnix(json.at("created_at").integerOrZero()),
    attempts: json.at("attempts").listOrEmpty().map(attempt),
  };
}

export type DeliveryQuery = ListQuery<DeliveryState> & { event: "all" | Status };

export const deliveryKeys = {
  all: ["deliveries"] as const,
  page: (imp: string, query: DeliveryQuery) => ["deliveries", imp, query] as const,
};

/** 결제알림 내역. */
export async function listDeliveries(
  imp: string,
  query: DeliveryQuery,
): Promise<Page<Delivery, DeliveryState>> {
  const answer = await ask("GET", `/merchants/${encodeURIComponent(imp)}/webhooks`, {
    query: { ...query, event: query.event === "all" ? undefined : query.event },
  });
  return pageOf(answer, deliveryStates, delivery);
}

/** Sends webhooks again as they were and says how many. */
export async function resendDeliveries(ids: readonly string[]): Promise<number> {
  return (await ask("POST", "/webhooks/resend", { body: { ids } })).at("resent").integer();
}

function attempt(json: Json): Attempt {
  return {
    at: fromUnix(json.at("at").integerOrZero()),
    code: json.at("code").integerOrZero(),
    response: json.at("response").textOrEmpty(),
    problem: json.at("problem").textOrEmpty(),
  };
}

// The payment that a test call speaks of; there is none with this id.
const TEST_IMP_UID = "imp_1234567890";
const LOOK_MS = 250;
const LOOKS = 160;

/**
 * 호출 테스트: has the address that is saved for a mode called, and waits for
 * what it answers; null when that takes longer than any webhook may.
 */
export async function callWebhook(imp: string, mode: Mode): Promise<Delivery | null> {
  const before = new Set((await testDeliveries()).map(({ id }) => id));
  await ask("POST", `/merchants/${encodeURIComponent(imp)}/webhook/test`, { body: { mode } });
  for (let look = 0; look < LOOKS; look++) {
    const made = (await testDeliveries()).find(({ id }) => !before.has(id));
    if (made !== undefined && (made.attempts.length > 0 || made.state !== "due")) return made;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return null;
}

async function testDeliveries(): Promise<Delivery[]> {
  const answer = await ask("GET", "/webhooks", { query: { imp_uid: TEST_IMP_UID } });
  return answer.at("list").listOrEmpty().map(delivery);
}
