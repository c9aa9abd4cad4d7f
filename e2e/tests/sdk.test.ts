import { deepEqual, equal, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Browsers } from "../support/browser.ts";
import type { Demo } from "../support/demo.ts";
import { pick } from "../support/facts.ts";
import { at, type Json } from "../support/json.ts";
import { Listener } from "../support/listener.ts";
import { PgWindow } from "../support/window.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

/** A page of somebody else's shop, on an origin of its own, with the SDK from an address. */
async function inForeignShop(
  { browsers, demo }: { browsers: Browsers; demo: Demo },
  script: string,
  tell: (page: Page) => Promise<void>,
): Promise<void> {
  const shop = await Listener.start(`<!doctype html><title>shop</title>
    <body><script src="${script}"></script>
    <script>
      window.firstIMP = window.IMP;
      IMP.init("${demo.sandbox.imp}");
    </script></body>`);
  try {
    const page = await browsers.fresh();
    await page.goto(shop.url);
    await tell(page);
  } finally {
    await shop.stop();
  }
}

/** Calls request_pay; resolves with what the callback receives. */
function requestPay(page: Page, params: Json): Promise<unknown> {
  return page.evaluate(
    (request) =>
      new Promise((resolve) => {
        const imp = Reflect.get(globalThis, "IMP");
        imp.request_pay(request, resolve);
      }),
    params as unknown,
  );
}

/** Calls request_pay, approves in the window, and returns what the callback received. */
async function pay(page: Page, params: Json): Promise<{ told: Json; impUid: string }> {
  const callback = requestPay(page, params);
  const window = await PgWindow.over(page);
  await window.choose("approve");
  return { told: (await callback) as Json, impUid: window.impUid };
}

const terms = {
  pay_method: "card",
  name: "유자청",
  amount: 12_900,
  buyer_name: "홍길동",
  buyer_tel: "010-1234-5678",
};
const toss = { ...terms, pg: "tosspayments.iamporttest_3" };
const inicis = { ...terms, pg: "html5_inicis.INIpayTest" };

story("any shop's page may load the SDK; some PGs call back with ids alone", (stage) =>
  inForeignShop(stage, stage.demo.sdk, async (page) => {
    const ids = await pay(page, { ...toss, merchant_uid: "sdk-1" });
    deepEqual(ids.told, { imp_uid: ids.impUid, merchant_uid: "sdk-1" });
    const full = await pay(page, { ...inicis, merchant_uid: "sdk-2" });
    deepEqual(pick(full.told, "success", "imp_uid", "merchant_uid", "paid_amount", "status"), {
      success: true,
      imp_uid: full.impUid,
      merchant_uid: "sdk-2",
      paid_amount: 12_900,
      status: "paid",
    });
    const same = await page.evaluate(() => {
      const [first, now] = ["firstIMP", "IMP"].map((name) => Reflect.get(globalThis, name));
      return typeof first === "object" && first === now;
    });
    ok(same, "IMP is one object from the script's first line");
  }),
);

story("the old SDK address calls back in full for every PG", (stage) =>
  inForeignShop(stage, `${stage.demo.console}/js/iamport.payment-1.2.0.js`, async (page) => {
    const { told, impUid } = await pay(page, { ...toss, merchant_uid: "sdk-3" });
    deepEqual(pick(told, "success", "imp_uid", "merchant_uid", "paid_amount"), {
      success: true,
      imp_uid: impUid,
      merchant_uid: "sdk-3",
      paid_amount: 12_900,
    });
    equal(at(await stage.demo.sandbox.payment(impUid), "status"), "paid");
  }),
);

story("a number that was paid once opens no second window", (stage) =>
  inForeignShop(stage, stage.demo.sdk, async (page) => {
    const { impUid } = await pay(page, { ...inicis, merchant_uid: "sdk-4" });
    await page.locator("#naru-pg-frame").waitFor({ state: "detached" });
    const told = (await requestPay(page, { ...inicis, merchant_uid: "sdk-4" })) as Json;
    deepEqual(pick(told, "error_code", "imp_uid", "merchant_uid"), {
      error_code: "F1002",
      imp_uid: null,
      merchant_uid: "sdk-4",
    });
    equal(await page.locator("#naru-pg-frame").count(), 0);
    const records = await stage.demo.sandbox.records("sdk-4");
    deepEqual(
      records.map((one) => at(one, "imp_uid")),
      [impUid],
    );
  }),
);
