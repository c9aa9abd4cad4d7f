import { deepEqual, equal, ok } from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startBackend } from "../support/backend.ts";
import { type Demo, startDemo, startDemoIn } from "../support/demo.ts";
import { assertPaid, pick } from "../support/facts.ts";
import { ask } from "../support/http.ts";
import { at, type Json, text } from "../support/json.ts";
import { Listener, signed } from "../support/listener.ts";
import { folder, Program } from "../support/program.ts";
import { until } from "../support/until.ts";

test("the demo answers on all its ports within three seconds", { timeout: 60_000 }, async () => {
  const begun = performance.now();
  const demo = await startDemo();
  try {
    const statuses = await Promise.all(
      [
        demo.shop,
        `${demo.server.url}/readyz`,
        demo.console,
        demo.sdk,
        `${text(demo.ready, "api_v1")}/users/getToken`,
      ].map(async (url) => (await fetch(url)).status),
    );
    const took = performance.now() - begun;
    deepEqual(statuses.slice(0, 4), [200, 200, 200, 200]);
    ok((statuses[4] ?? 500) < 500, "the REST API answers a bad request as one");
    ok(took < 3_000, `it took ${Math.round(took)} ms`);
    for (const said of [demo.shop, `${demo.server.url}/api`, demo.console]) {
      ok(demo.program.stdout.includes(said), `it prints ${said}`);
    }
  } finally {
    await demo.stop();
  }
});

for (const { name, end } of [
  { name: "Ctrl-C", end: (demo: Demo) => demo.stop() },
  { name: "kill -9", end: (demo: Demo) => demo.program.crash() },
]) {
  test(`what was paid before ${name} is paid after it`, { timeout: 60_000 }, async () => {
    const home = folder();
    try {
      const before = await startDemoIn(home.path);
      const opened = await before.server.open({
        order_ref: "kept-1",
        amount: 59_000,
        name: "맨투맨",
        buyer: { name: "홍길동", tel: "010-1234-5678" },
      });
      const named = {
        ref: "kept-1",
        payment: text(opened, "payment", "id"),
        merchantUid: text(opened, "payment", "merchant_uid"),
      };
      const request = at(opened, "checkout", "request") as { [k: string]: Json };
      const told = await before.sandbox.buyerPay({ ...request, outcome: "approve" });
      const hint = { imp_uid: text(told, "imp_uid") };
      const answer = await before.server.post(`/api/payments/${named.payment}/complete`, hint);
      equal(at(answer.body, "state"), "paid");
      await end(before); // what was acknowledged is on the disk

      const after = await startDemoIn(home.path);
      try {
        await assertPaid(after, named, 59_000, hint.imp_uid);
        equal(at(after.ready, "imp"), at(before.ready, "imp"), "the same account");
        const again = await after.server.post(`/api/payments/${named.payment}/complete`, hint);
        equal(at(again.body, "state"), "paid");
        equal(
          await after.server.count(named.payment, "payment.paid"),
          1,
          "and not confirmed again",
        );
      } finally {
        await after.stop();
      }
    } finally {
      home.remove();
    }
  });
}

test("a port that is taken is an error that names the flag", { timeout: 60_000 }, async () => {
  const demo = await startDemo();
  try {
    const port = new URL(demo.shop).port;
    const second = new Program(demo.program.command, ["demo", "--no-open", "--port", port], {
      cwd: "/",
    });
    equal((await second.ended).code, 2);
    ok(second.stderr.includes("--port"), second.stderr);
  } finally {
    await demo.stop();
  }
});

test("sandbox, init, serve, the printed curl and a buyer: paid, and the shop is told", {
  timeout: 60_000,
}, async () => {
  const shop = await Listener.start();
  try {
    const backend = await startBackend(shop.url);
    try {
      const mode = statSync(join(backend.home, ".env")).mode & 0o777;
      equal(mode.toString(8), "600", ".env is for its owner's eyes");

      // Exactly what was printed, as a shell would run it.
      const curl = new Program("sh", ["-c", backend.printed], { cwd: backend.home, name: "curl" });
      const opened = JSON.parse(await curl.finish()) as Json;
      const named = {
        ref: text(opened, "payment", "order_ref"),
        payment: text(opened, "payment", "id"),
        merchantUid: text(opened, "payment", "merchant_uid"),
      };
      const request = at(opened, "checkout", "request") as { [k: string]: Json };
      const told = await backend.sandbox.buyerPay({ ...request, outcome: "approve" });
      await until("the webhook confirms it", async () => {
        return at(await backend.server.payment(named.payment), "state") === "paid";
      });
      await assertPaid(backend, named, 59_000, text(told, "imp_uid"));

      await until("the shop's URL is told", () => shop.events("payment.paid").length > 0);
      const secret = backend.settings.NARU_SHOP_WEBHOOK_SECRET ?? "";
      for (const heard of shop.heard) {
        ok(signed(heard, secret), `the signature holds: ${JSON.stringify(heard)}`);
        ok(!signed({ ...heard, body: `${heard.body} ` }, secret), "and holds for this body alone");
      }
      const [event, ...more] = shop.events("payment.paid");
      deepEqual(more, [], "told once");
      deepEqual(pick(at(event, "data") ?? null, "payment_id", "order_ref", "state", "amount"), {
        payment_id: named.payment,
        order_ref: "A-1",
        state: "paid",
        amount: 59_000,
      });
      const refused = await ask("GET", `${backend.server.url}/api/payments/${named.payment}`);
      equal(refused.status, 401, "without the key nothing is told");
    } finally {
      await backend.stop();
    }
  } finally {
    await shop.stop();
  }
});
