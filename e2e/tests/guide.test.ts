import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type Backend, freePort, startBackend } from "../support/backend.ts";
import { assertPaid, givenBack, pick } from "../support/facts.ts";
import { expectAnswer } from "../support/http.ts";
import { at, list, text } from "../support/json.ts";
import { root } from "../support/needs.ts";
import { folder, Program } from "../support/program.ts";
import { until } from "../support/until.ts";
import { PgWindow } from "../support/window.ts";
import { browserStories } from "../support/world.ts";

const story = browserStories("npm");

/** Somebody in a shop that is a single form. */
class Customer {
  readonly page: Page;
  readonly #telField: string;

  constructor(page: Page, telField: string) {
    this.page = page;
    this.#telField = telField;
  }

  async buy(shop: string): Promise<PgWindow> {
    await this.page.goto(shop);
    await this.page.locator("[name=name]").fill("홍길동");
    await this.page.locator("[name=email]").fill("buyer@example.com");
    await this.page.locator(`[name=${this.#telField}]`).fill("010-1234-5678");
    await this.page.locator("form button").click();
    return PgWindow.over(this.page);
  }

  async state(wanted: string): Promise<string> {
    const said = this.page.locator(`[data-slot="state"][data-state="${wanted}"]`);
    await said.waitFor();
    return said.innerText();
  }
}

/** The names of the payment that a PortOne record belongs to. */
async function named({ server, sandbox }: Backend, impUid: string) {
  const merchantUid = text(await sandbox.payment(impUid), "merchant_uid");
  const all = list(await server.get("/api/payments"), "data");
  const payment = all.find((one) => at(one, "merchant_uid") === merchantUid);
  ok(payment !== undefined, `no payment has ${merchantUid}`);
  return { ref: text(payment, "order_ref"), payment: text(payment, "id"), merchantUid };
}

/** Pays, is declined, and forges, in a shop that somebody built from our words. */
async function trade(backend: Backend, customer: Customer, shop: string, price: number) {
  const window = await customer.buy(shop);
  await window.choose("approve");
  match(await customer.state("paid"), /결제가 완료되었습니다/);
  await assertPaid(backend, await named(backend, window.impUid), price, window.impUid);

  const declined = await customer.buy(shop);
  await declined.choose("decline_limit");
  match(await customer.state("unpaid"), /아직 결제되지 않았습니다/);
  const payment = await named(backend, declined.impUid);
  equal(at(await backend.server.order(payment.ref), "state"), "unpaid");
  equal(at(await backend.sandbox.payment(declined.impUid), "status"), "failed");
}

story(
  "docs/seed.ko.md runs as written: the reader's own project takes a payment",
  async ({ browsers }) => {
    const port = await freePort();
    const shop = `http://localhost:${port}`;
    // The guide's reader signs up and adds the channel by hand; the console's own story does, too.
    const backend = await startBackend(shop, async (ready) => {
      const control = text(ready, "control");
      const reader = await expectAnswer(200, "POST", `${control}/merchants`, {
        body: { email: "me@example.com", name: "나의 상점" },
      });
      await expectAnswer(200, "POST", `${control}/merchants/${text(reader, "code")}/channels`, {
        body: { name: "KG이니시스", provider: "html5_inicis", mid: "INIpayTest" },
      });
      return [
        ...["--portone-imp", text(reader, "code"), "--portone-pg-code", "html5_inicis.INIpayTest"],
        ...["--portone-api-key", text(reader, "api_key")],
        ...["--portone-api-secret", text(reader, "api_secret")],
        ...["--portone-api-base", text(ready, "api_v1"), "--portone-sdk-url", text(ready, "sdk")],
      ];
    });
    const project = folder();
    const values = {
      PORTONE_IMP: backend.settings.PORTONE_IMP,
      PORTONE_SDK_URL: backend.settings.PORTONE_SDK_URL,
      NARU_URL: backend.server.url,
      NARU_API_KEY: backend.server.key,
      NARU_SHOP_WEBHOOK_SECRET: backend.settings.NARU_SHOP_WEBHOOK_SECRET,
      SHOP_URL: shop,
    };
    const app = new Program(
      process.execPath,
      [
        join(root, "e2e/seed-app/run.mjs"),
        ...["--dir", project.path, "--port", String(port)],
        ...Object.entries(values).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
      ],
      { cwd: project.path, name: "the guide's project" },
    );
    try {
      await app.ready(
        "is installed, built and started",
        () => app.stdout.includes("listening"),
        80_000,
      );
      const customer = new Customer(await browsers.fresh(), "phoneNumber");
      await trade(backend, customer, shop, 59_000);
      await until("the reader's server hears the webhook", () => app.stdout.includes("결제 확인"));
    } finally {
      await app.kill();
      await backend.stop();
      project.remove();
    }
  },
);

story("examples/node-express pays and verifies its webhook", async ({ browsers }) => {
  const port = await freePort();
  const shop = `http://localhost:${port}`;
  const backend = await startBackend(shop);
  const install = new Program("sh", [join(root, "tools/npm.sh"), "examples/node-express"], {
    cwd: root,
  });
  await install.finish(80_000);
  const app = new Program(
    process.execPath,
    ["--env-file=.env", join(root, "examples/node-express/server.mjs")],
    { cwd: backend.home, env: { PORT: String(port), NARU_API_KEY: backend.server.key } },
  );
  try {
    await app.ready("serves", () => (app.stdout.includes(shop) ? true : null));
    const customer = new Customer(await browsers.fresh(), "tel");
    await trade(backend, customer, shop, 12_900);

    // The webhook alone: the browser never hears of the approval.
    const window = await customer.buy(shop);
    await window.choose("approve_lose_reply");
    const payment = await named(backend, window.impUid);
    await until("the webhook tells the shop", () => {
      return app.stdout.includes(`${payment.ref}: paid`);
    });
    await assertPaid(backend, payment, 12_900, window.impUid);
    const forged = await fetch(`${shop}/webhooks`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "webhook-id": "evt_1",
        "webhook-timestamp": String(Math.floor(Date.now() / 1_000)),
        "webhook-signature": "v1,AAAA",
      },
      body: JSON.stringify({ type: "payment.paid", data: { order_ref: payment.ref } }),
    });
    equal(forged.status, 401, "a webhook of somebody else is refused");

    // Money taken back in PortOne's own console reaches the shop's order, too.
    await backend.sandbox.post(`/payments/${window.impUid}/cancel`, { reason: "콘솔 취소" });
    await givenBack(backend, window.impUid, 12_900);
    await until("the payment server hears of it", async () => {
      return at(await backend.server.order(payment.ref), "state") === "refunded";
    });
    deepEqual(pick(await backend.server.payment(payment.payment), "captured", "refunded"), {
      captured: 12_900,
      refunded: 12_900,
    });
  } finally {
    await app.kill();
    await backend.stop();
  }
});
