import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { readReady } from "../support/demo.ts";
import { pick } from "../support/facts.ts";
import { ask } from "../support/http.ts";
import { at, text } from "../support/json.ts";
import { folder, naru, Program } from "../support/program.ts";
import { Sandbox } from "../support/sandbox.ts";
import { PaymentServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { browserStories } from "../support/world.ts";

const story = browserStories();

story(
  "an account, a channel and keys made by hand in a fresh console take a payment",
  async ({ browsers }) => {
    const home = folder();
    const file = join(home.path, "ready.json");
    const box = new Program(naru, ["sandbox", "--memory", "--port", "0", "--ready-file", file], {
      cwd: home.path,
      name: "naru sandbox",
    });
    try {
      const ready = await box.ready("writes its ready file", () => readReady(file));
      const page = await browsers.fresh();
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const slot = (name: string) => page.locator(`[data-slot="${name}"]`);
      const copied = async (name: string) => {
        await slot(`copy-${name}`).first().click();
        return page.evaluate(() => navigator.clipboard.readText());
      };

      // 가입
      await page.goto(text(ready, "console"));
      await slot("to-sign-up").click();
      await slot("sign-up-email").fill("hand@example.com");
      await slot("sign-up-name").fill("손으로 만든 상점");
      await slot("sign-up").click();

      // 상점・계정 관리 > 내 식별코드・API Keys
      await slot("nav-account").first().click();
      await slot("tab-keys").click();
      const imp = await copied("imp");
      match(imp, /^imp\d{8}$/);
      equal(await slot("imp").innerText(), imp);
      ok(imp !== text(ready, "imp"), "it is not the account that was there already");
      const key = await copied("api-key");
      const secret = await copied("api-secret");
      const base = await copied("api-base");
      equal(base, text(ready, "api_v1"));

      // 결제 연동 > 채널 관리 > 채널 추가
      await slot("nav-connect").first().click();
      await slot("channel-add").click();
      await slot("channel-mode").locator('input[value="test"]').check();
      await slot("channel-provider").locator('input[value="html5_inicis"]').check();
      await slot("channel-module").locator("input").first().check();
      const provider = await copied("pg-provider");
      equal(provider, "html5_inicis");
      await slot("channel-next").click();
      await slot("channel-mid").locator('input[value="INIpayTest"]').check();
      await slot("channel-tax").locator('input[value="unset"]').check();
      ok((await slot("channel-name").inputValue()) !== "", "a name is offered");
      await slot("channel-save").click();
      await slot("channel-added").waitFor();
      const pg = await copied("pg");
      equal(pg, "html5_inicis.INIpayTest");
      match(await copied("channel-key"), /^channel-key-[0-9a-f-]{36}$/);

      await payWith({ home: home.path, imp, pg, key, secret, base, ready: text(ready, "control") });

      // 결제 내역 조회
      await slot("nav-payments").first().click();
      await slot("payment-link").first().click();
      match(await slot("detail-amount").innerText(), /59,000/);
      await slot("tab-webhook").click();
      await page.locator('[data-slot="delivery"][data-state="delivered"]').waitFor();
      await box.stop();
    } finally {
      await box.kill();
      home.remove();
    }
  },
);

type Made = {
  home: string;
  imp: string;
  pg: string;
  key: string;
  secret: string;
  base: string;
  ready: string;
};

/** A payment server with exactly these values takes a payment. */
async function payWith({ home, imp, pg, key, secret, base, ready }: Made): Promise<void> {
  const env = {
    PORTONE_IMP: imp,
    PORTONE_PG_CODE: pg,
    PORTONE_API_KEY: key,
    PORTONE_API_SECRET: secret,
    PORTONE_API_BASE: base,
    NARU_SECRET_KEY: "0123456789abcdef0123456789abcdef",
  };
  const serve = new Program(naru, ["serve", "--listen", "127.0.0.1:0"], { cwd: home, env });
  try {
    const url = await serve.ready("says where it serves", async () => {
      const url = /(http:\S+)\/api/.exec(serve.stdout)?.[1];
      return url !== undefined && (await ask("GET", `${url}/readyz`)).status === 200 ? url : null;
    });
    const made = new Program(naru, ["keys", "create", "e2e"], { cwd: home, env });
    const apiKey = /sk_test_\S+/.exec(await made.finish())?.[0] ?? "";
    const server = new PaymentServer(url, apiKey);
    const sandbox = new Sandbox(ready, imp);
    const opened = await server.open({
      order_ref: "hand-1",
      amount: 59_000,
      name: "맨투맨",
      buyer: { name: "홍길동", tel: "010-1234-5678" },
    });
    const request = at(opened, "checkout", "request") as { [name: string]: string };
    equal(at(opened, "checkout", "imp"), imp);
    const told = await sandbox.buyerPay({ ...request, imp, outcome: "approve" });
    const impUid = text(told, "imp_uid");
    const paid = await until("the webhook confirms it", async () => {
      const now = await server.payment(text(opened, "payment", "id"));
      return at(now, "state") === "paid" ? now : null;
    });
    deepEqual(pick(paid, "captured", "imp_uid", "pg"), { captured: 59_000, imp_uid: impUid, pg });
    const record = await sandbox.payment(impUid);
    deepEqual(pick(record, "status", "merchant", "pg_id"), {
      status: "paid",
      merchant: imp,
      pg_id: "INIpayTest",
    });
    await serve.stop();
  } finally {
    await serve.kill();
  }
}
