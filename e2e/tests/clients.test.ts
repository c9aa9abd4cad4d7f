import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pick } from "../support/facts.ts";
import { Intercepted } from "../support/intercepted.ts";
import { at, type Json, text } from "../support/json.ts";
import { missing, root } from "../support/needs.ts";
import { Program } from "../support/program.ts";

// Client libraries for PortOne V1 that others published, unmodified: what they
// make of the sandbox's answers is the judge here, not what we think of them.

const skip = missing("npm");
const clients = join(root, "e2e", "clients");
let portone: Intercepted;

if (skip === false) {
  before(async () => {
    const install = new Program("sh", [join(root, "tools/npm.sh"), "e2e/clients"], { cwd: root });
    await install.finish(180_000);
    portone = await Intercepted.start();
    const channels = `/merchants/${portone.sandbox.imp}/channels`;
    await portone.sandbox.post(channels, {
      ...{ mode: "live", provider: "html5_inicis", mid: "MOIshop001", name: "실연동" },
    });
    await portone.sandbox.post(channels, {
      ...{ provider: "inicis_unified", mid: "MIIiasTest", name: "본인인증", type: "certification" },
    });
  });
  after(() => portone.stop());
}

/** What a program beside the clients is told, and what it must find. */
type World = { readonly env: Record<string, string>; readonly run: string };

async function world(run: string): Promise<World> {
  const buy = async (name: string, pg: string, method = "card") => {
    const told = await portone.sandbox.buyerPay({
      ...{ pg, pay_method: method, merchant_uid: `${run}-${name}`, name: "유자청", amount: 12_900 },
      ...{ buyer_tel: "010-1234-5678", outcome: "approve" },
    });
    return text(told, "imp_uid");
  };
  const person = await portone.sandbox.post("/buyer/certify", {
    ...{ pg: "inicis_unified.MIIiasTest", merchant_uid: `${run}-person`, name: "홍길동" },
  });
  const channels = at(portone.ready, "channels") as readonly Json[];
  const toss = channels.find((channel) => at(channel, "pg") === "tosspayments");
  return {
    run,
    env: {
      ...portone.keys,
      RUN: run,
      LIVE: await buy("live", "html5_inicis.MOIshop001"),
      TEST: await buy("test", "html5_inicis.INIpayTest"),
      PAID: await buy("transfer", "html5_inicis.INIpayTest", "trans"),
      PERSON: text(person, "imp_uid"),
      PG: "html5_inicis.INIBillTst",
      ACCOUNTS: text(toss, "channel_key"),
    },
  };
}

/** Runs a client's program under `naru exec`, or plainly with the API's base URL. */
async function tell(client: string, by: string, { env }: World): Promise<Json> {
  const program = join(clients, `${client}.cjs`);
  if (by === "naru exec") return JSON.parse(await portone.exec(["node", program], env)) as Json;
  const plain = new Program("node", [program], {
    cwd: clients,
    env: { ...env, API: text(portone.ready, "api_v1") },
  });
  return JSON.parse(await plain.finish()) as Json;
}

/** Every path that is expected, with what is there. */
function found(ended: Json, expected: { readonly [path: string]: Json }): unknown {
  return Object.fromEntries(
    Object.keys(expected).map((path) => [path, at(ended, ...path.split("."))]),
  );
}

async function assertDone({ env, run }: World): Promise<void> {
  const live = await portone.sandbox.payment(env.LIVE ?? "");
  deepEqual(pick(live, "status", "cancel_amount"), { status: "cancelled", cancel_amount: 1_000 });
  const cancelled = await portone.sandbox.payment(env.TEST ?? "");
  deepEqual(pick(cancelled, "status", "cancel_amount"), {
    status: "cancelled",
    cancel_amount: 12_900,
  });
  for (const [name, amount] of Object.entries({ onetime: 3_000, again: 4_000 })) {
    const records = await portone.sandbox.records(`${run}-${name}`);
    deepEqual(
      records.map((record) => pick(record, "status", "amount")),
      [{ status: "paid", amount }],
      `${name} was charged once`,
    );
  }
}

test("iamport 0.3.4 makes its calls under naru exec", { skip }, async () => {
  const here = await world("iamport");
  const ended = await tell("iamport", "naru exec", here);
  const expected = {
    "read.imp_uid": here.env.LIVE ?? "",
    "read.status": "paid",
    "read.amount": 12_900,
    "readTest.threw.code": "HTTP_404", // PortOne shows it only with include_sandbox=true
    "readUnknown.threw.code": "HTTP_404",
    "find.imp_uid": here.env.TEST ?? "",
    "find.sandbox": true,
    "list.total": 3,
    "prepare.amount": 500,
    "prepared.merchant_uid": "iamport-prep",
    "cancelTooMuch.threw.code": "IAMPORT_1",
    "cancelPart.cancel_amount": 1_000,
    "cancel.cancel_amount": 12_900,
    "cancelAgain.threw.message": "이미 전액취소된 주문입니다.",
    "issue.customer_uid": "iamport-key",
    "key.card_number": "409202*********8",
    "onetime.status": "paid",
    "again.customer_uid": "iamport-key",
    "schedule.0.schedule_status": "scheduled",
    "unschedule.0.schedule_status": "revoked",
    "deleteKey.customer_uid": "iamport-key",
    "keyGone.threw.code": "HTTP_404",
    "account.status": "ready",
    "account.amount": 7_000,
    "person.name": "홍길동",
    "forget.imp_uid": here.env.PERSON ?? "",
    "badKey.threw.code": "HTTP_401",
  };
  deepEqual(found(ended, expected), expected);
  await assertDone(here);
});

for (const by of ["naru exec", "base URL"]) {
  test(`iamporter 1.4.2 makes its calls by ${by}`, { skip }, async () => {
    const here = await world(`iamporter-${by === "naru exec" ? "exec" : "base"}`);
    const ended = await tell("iamporter", by, here);
    const expected = {
      "token.status": 200,
      "read.data.status": "paid",
      "readTest.status": 404,
      "find.data.imp_uid": here.env.TEST ?? "",
      "findAll.data.total": 1,
      "findAllOfAny.data.list.0.merchant_uid": `${here.run}-test`,
      "list.data.list.0.status": "paid",
      "prepare.data.amount": 500,
      "prepared.data.merchant_uid": `${here.run}-prep`,
      "cancelPart.data.cancel_amount": 1_000,
      "cancel.data.status": "cancelled",
      "cancelAgain.threw.message": "이미 전액취소된 주문입니다.",
      "issue.data.customer_uid": `${here.run}-key`,
      "key.data.card_number": "409202*********8",
      "onetime.data.amount": 3_000,
      "again.data.status": "paid",
      "deleteKey.status": 200,
      "keyGone.status": 404,
      "account.data.vbank_code": "088",
      "person.data.certified": true,
      "forget.status": 200,
      "badKey.threw.status": 401,
    };
    deepEqual(found(ended, expected), expected);
    await assertDone(here);
  });

  test(`iamport-rest-client-nodejs 0.9.12 makes its calls by ${by}`, { skip }, async () => {
    const here = await world(`rest-client-${by === "naru exec" ? "exec" : "base"}`);
    const ended = await tell("rest-client", by, here);
    const expected = {
      "read.status": "paid",
      "readTest.threw.answer.message": "존재하지 않는 결제정보입니다.",
      "readMany.1.imp_uid": here.env.TEST ?? "",
      "readSome.0.imp_uid": here.env.LIVE ?? "", // 207: the other is unknown
      "readSome.1": undefined as unknown as Json,
      "find.imp_uid": here.env.TEST ?? "",
      "findAll.total": 1,
      "list.list.0.status": "paid",
      "prepare.amount": 500,
      "prepared.amount": 500,
      "cancelStale.threw.answer.code": 1,
      "cancelPart.cancel_amount": 1_000,
      "cancel.cancel_amount": 12_900,
      "issue.customer_name": "홍길동",
      "key.card_code": "366",
      "keys.0.customer_uid": `${here.run}-key`,
      "onetime.status": "paid",
      "again.status": "paid",
      "payments.list.0.merchant_uid": `${here.run}-again`,
      "schedule.0.merchant_uid": `${here.run}-later`,
      "scheduled.schedule_status": "scheduled",
      "unschedule.0.schedule_status": "revoked",
      "deleteKey.customer_uid": `${here.run}-key`,
      "keyGone.threw.answer.code": 1,
      "account.vbank_code": "088",
      "cancelAccount.imp_uid": at(ended, "account", "imp_uid") ?? "",
      "receipt.amount": 12_900,
      "receiptAgain.threw.answer.message": "이미 현금영수증이 발급된 거래입니다.",
      "receiptRead.amount": 12_900,
      "receiptDelete.imp_uid": here.env.PAID ?? "",
      "cash.amount": 9_000,
      "person.name": "홍길동",
      "forget.certified": true,
      "bank.name": "KB국민은행",
      "cardOf.name": "신한카드",
      "badKey.threw.answer.code": -1,
    };
    deepEqual(found(ended, expected), expected);
    await assertDone(here);
    deepEqual(
      await portone.sandbox.records(`${here.run}-account`).then((list) => list.length),
      1,
      "the account was issued once",
    );
  });
}
