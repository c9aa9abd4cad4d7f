import { deepEqual, equal, ok } from "node:assert/strict";
import type { Demo } from "./demo.ts";
import { at, type Json, list, text } from "./json.ts";
import type { Opened } from "./shopper.ts";
import { until } from "./until.ts";

/** The names of a payment that a test looks at, whoever opened it. */
export type Named = Pick<Opened, "ref" | "payment" | "merchantUid">;
type Sides = Pick<Demo, "server" | "sandbox">;

/** Picks members, to be compared with what they should be. */
export function pick(value: Json, ...names: string[]): { [name: string]: Json | undefined } {
  return Object.fromEntries(names.map((name) => [name, at(value, name)]));
}

/** Both sides say that this payment was paid once and nothing went back. */
export async function assertPaid(
  { server, sandbox }: Sides,
  opened: Named,
  amount: number,
  impUid: string,
): Promise<Json> {
  const payment = await server.payment(opened.payment);
  deepEqual(
    {
      ...pick(payment, "state", "amount", "captured", "refunded", "imp_uid", "merchant_uid"),
      ...pick(payment, "reason", "failure", "currency"),
    },
    {
      state: "paid",
      amount,
      captured: amount,
      refunded: 0,
      imp_uid: impUid,
      merchant_uid: opened.merchantUid,
      reason: null,
      failure: null,
      currency: "KRW",
    },
  );
  deepEqual(list(payment, "refunds"), [], "nothing was given back");
  const order = await server.order(opened.ref);
  equal(at(order, "state"), "paid");
  equal(at(order, "payment", "id"), opened.payment);
  equal(await server.count(opened.payment, "payment.paid"), 1, "confirmed once");
  deepEqual(await server.discrepancies(opened.payment), []);

  const record = await sandbox.payment(impUid);
  deepEqual(pick(record, "status", "amount", "cancel_amount", "merchant_uid", "sandbox"), {
    status: "paid",
    amount,
    cancel_amount: 0,
    merchant_uid: opened.merchantUid,
    sandbox: true,
  });
  deepEqual(
    (await sandbox.records(opened.merchantUid))
      .filter((one) => at(one, "status") === "paid")
      .map((one) => at(one, "imp_uid")),
    [impUid],
    "PortOne took money once",
  );
  return record;
}

/** Neither side has taken anything for this payment, and nobody must look at it. */
export async function assertNothingTaken(
  { server, sandbox }: Sides,
  opened: Named,
  state: string,
): Promise<void> {
  const payment = await server.payment(opened.payment);
  deepEqual(pick(payment, "state", "captured", "refunded"), { state, captured: 0, refunded: 0 });
  equal(at(await server.order(opened.ref), "state"), "unpaid");
  equal(await server.count(opened.payment, "payment.paid"), 0, "never confirmed");
  deepEqual(await server.discrepancies(opened.payment), []);
  for (const record of await sandbox.records(opened.merchantUid)) {
    ok(["ready", "failed"].includes(text(record, "status")), JSON.stringify(record));
    equal(at(record, "paid_at"), 0);
    equal(at(record, "cancel_amount"), 0);
  }
}

/** Waits until PortOne has given back exactly this much of a payment, and no more. */
export async function givenBack({ sandbox }: Sides, impUid: string, amount: number): Promise<Json> {
  const record = await until(`${amount} won of ${impUid} go back`, async () => {
    const one = await sandbox.payment(impUid);
    return at(one, "status") === "cancelled" ? one : null;
  });
  equal(at(record, "cancel_amount"), amount);
  equal(list(record, "cancel_history").length, 1, "one cancellation, not more");
  return record;
}

/** What the demo shop's own server noted of an order, oldest first. */
export async function shopNotes(demo: Demo, { ref, key }: Opened): Promise<string[]> {
  const answer = await fetch(
    `${demo.shop}/shop/api/orders/${ref}/trace?${new URLSearchParams({ key })}`,
  );
  return list((await answer.json()) as Json, "shop").map((note) =>
    `${at(note, "kind")} ${at(note, "detail") ?? ""}`.trim(),
  );
}
