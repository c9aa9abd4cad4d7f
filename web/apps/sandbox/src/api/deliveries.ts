import { fromUnix } from "@naru/ui";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";
import type { Mode } from "./merchants.ts";

export const deliveryStates = ["due", "held", "delivered", "failed", "dropped", "unsent"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type Attempt = { at: Date | null; code: number; response: string; problem: string };

/** One webhook to one address, with what became of it. */
export type Delivery = {
  id: string;
  event: string;
  url: string;
  contentType: string;
  body: string;
  state: DeliveryState;
  note: string;
  createdAt: Date | null;
  attempts: Attempt[];
};

export function delivery(json: Json): Delivery {
  return {
    id: json.at("id").text(),
    event: json.at("event").textOrEmpty(),
    url: json.at("url").textOrEmpty(),
    contentType: json.at("content_type").textOrEmpty(),
    body: json.at("body").textOrEmpty(),
    state: json.at("state").word(deliveryStates, "due"),
    note: json.at("note").textOrEmpty(),
    createdAt: fromUnix(json.at("created_at").integerOrZero()),
    attempts: json.at("attempts").listOrEmpty().map(attempt),
  };
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
