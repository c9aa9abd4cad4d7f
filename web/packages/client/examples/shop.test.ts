// What a shop's server does with the client, against a real payment server at
// NARU_URL: `node --test` runs it (naruclient/node_test.go starts both).
// NARU_TEST_PAY pays as a buyer does and answers the imp_uid.

import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { test } from "node:test";
import {
  codes,
  isCode,
  NaruClient,
  NaruError,
  operations,
  type Payment,
  verifyWebhook,
  WebhookError,
} from "../src/index.ts";

const url = process.env.NARU_URL ?? "";
const key = process.env.NARU_API_KEY ?? "";
const naru = new NaruClient({ url, key });
const buyer = { tel: "010-1234-5678" };

/** In a browser: IMP.request_pay(checkout.request). */
async function pay(payment: Payment): Promise<string> {
  const query = new URLSearchParams({
    merchant_uid: payment.merchant_uid,
    amount: `${payment.amount}`,
  });
  return (await fetch(`${process.env.NARU_TEST_PAY}?${query}`)).text();
}

test("a shop opens a payment, confirms it and gives a part back", async () => {
  const order_ref = `A-${randomUUID()}`;
  const opened = await naru.openPayment({
    ...{ order_ref, buyer, shipping: 3000 },
    items: [
      { name: "맨투맨", qty: 2, unit_price: 29_000 },
      { name: "양말", qty: 1, unit_price: 3_000 },
    ],
  });
  equal(opened.payment.amount, 64_000);
  const paid = await naru.completePayment(opened.payment.id, {
    imp_uid: await pay(opened.payment),
  });
  equal(paid.state, "paid");
  // The key belongs in the shop's database before the call.
  const wish = { amount: 3_000, reason: "양말 품절" };
  const refund = await naru.cancelPayment(paid.id, `socks-of-${order_ref}`, wish);
  const again = await naru.cancelPayment(paid.id, `socks-of-${order_ref}`, wish);
  equal(refund.refund.state, "succeeded");
  deepEqual(again, refund);
  await rejects(
    naru.openPayment({ order_ref, buyer, amount: 1_000, name: "양말" }),
    (thrown) => isCode(thrown, "order_already_paid") && thrown.messageKo !== "",
  );
  const order = await naru.getOrder(order_ref);
  equal(order.state, "partially_refunded");
});

test("a list is gone through page by page", async () => {
  const refs = [1, 2, 3].map((n) => `L-${n}-${randomUUID()}`);
  for (const order_ref of refs)
    await naru.openPayment({ order_ref, buyer, amount: 1_000, name: "양말" });
  const seen: string[] = [];
  for await (const payment of naru.listPaymentsAll({ limit: 1, state: "open" }))
    seen.push(payment.order_ref);
  ok(refs.every((ref) => seen.filter((one) => one === ref).length === 1));
});

test("an answer that is lost has one effect, and what may happen twice is not sent again", async () => {
  let lose = 2;
  let sent = 0;
  const lossy = new NaruClient({
    ...{ url, key },
    pause: () => Promise.resolve(),
    fetch: async (input, init) => {
      sent++;
      const answer = await fetch(input, init);
      if (lose-- > 0) throw new TypeError("the connection broke");
      return answer;
    },
  });
  const opened = await lossy.openPayment({
    order_ref: `B-${randomUUID()}`,
    buyer,
    amount: 1_000,
    name: "양말",
  });
  equal(sent, 3);
  equal((await naru.getPayment(opened.payment.id)).id, opened.payment.id);
  [lose, sent] = [1, 0];
  await rejects(lossy.takeWebhook({ merchant_uid: "x" }), TypeError);
  equal(sent, 1);
});

test("a browser reads its own payment with its token, and no other", async () => {
  const opened = await naru.openPayment({
    order_ref: `C-${randomUUID()}`,
    buyer,
    amount: 1_000,
    name: "양말",
  });
  const browser = new NaruClient({ url, key: opened.client_token });
  equal((await browser.completePayment(opened.payment.id, {})).state, "open");
  await rejects(
    browser.listPayments(),
    (thrown) => thrown instanceof NaruError && thrown.status === 403,
  );
});

test("every operation is known to the server", async () => {
  const methods = naru as unknown as Record<
    string,
    (...args: readonly unknown[]) => Promise<unknown>
  >;
  for (const id of operations) {
    const call = methods[id];
    ok(call, id);
    try {
      await call.apply(new NaruClient({ url, key, tries: 1 }), ["x", "x", {}]);
    } catch (thrown) {
      ok(thrown instanceof NaruError, `${id}: ${String(thrown)}`);
      ok(!["route_not_found", "method_not_allowed"].includes(thrown.code), `${id}: ${thrown.code}`);
      if (thrown.code !== "") ok((codes as readonly string[]).includes(thrown.code), thrown.code);
    }
  }
});

test("a webhook is the payment server's, or refused", async () => {
  const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
  const body = JSON.stringify({ id: "evt_1", type: "payment.paid", data: { order_ref: "A-1" } });
  const at = (off: number) => `${Math.floor(Date.now() / 1000) + off}`;
  const signed = (time: string, of = body) => ({
    "webhook-id": "evt_1",
    "webhook-timestamp": time,
    "webhook-signature": `v1a,other v1,${createHmac("sha256", "0123456789abcdef0123456789abcdef")
      .update(`evt_1.${time}.${of}`)
      .digest("base64")}`,
  });
  equal((await verifyWebhook(secret, signed(at(0)), body)).data.order_ref, "A-1");
  equal((await verifyWebhook([secret], new Headers(signed(at(0))), Buffer.from(body))).id, "evt_1");
  const refused = async (headers: Record<string, string>, text: string, reason: string) =>
    rejects(
      verifyWebhook(secret, headers, text),
      (thrown) => thrown instanceof WebhookError && thrown.reason === reason,
    );
  await refused(signed(at(0)), `${body} `, "signature");
  await refused({ ...signed(at(0)), "webhook-id": "evt_2" }, body, "signature");
  await refused(signed(at(-400)), body, "time");
  await refused(signed(at(400)), body, "time");
  await refused({}, body, "headers");
  await refused(signed(at(0), "{"), "{", "body");
  await rejects(verifyWebhook("whsec_c2hvcnQ=", signed(at(0)), body), TypeError);
});
