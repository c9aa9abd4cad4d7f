import { deepEqual, equal, match } from "node:assert/strict";
import type { Page } from "playwright-core";
import { consoleStories } from "../support/console.ts";
import { pick } from "../support/facts.ts";
import { ForeignShop, order } from "../support/foreign.ts";
import { at } from "../support/json.ts";
import { until } from "../support/until.ts";
import { PgWindow } from "../support/window.ts";

const story = consoleStories();

/** The addresses of apps that a page goes to. */
function appLinks(page: Page): string[] {
  const links: string[] = [];
  page.on("request", (request) => {
    if (!/^(https?|data|blob):/.test(request.url())) links.push(request.url());
  });
  return links;
}

async function openOnPhone(shop: ForeignShop, merchantUid: string): Promise<PgWindow> {
  await shop.call("request_pay", {
    ...order,
    merchant_uid: merchantUid,
    m_redirect_url: `${shop.server.url}/done`,
    app_scheme: "narushop",
  });
  await shop.page.waitForURL("**/checkout/w/**");
  return PgWindow.in(shop.page.mainFrame());
}

story("an app that does not answer stops the payment until somebody goes on", async (stage) => {
  const shop = await ForeignShop.visit(stage, { device: "phone" });
  try {
    const links = appLinks(shop.page);
    await shop.page.clock.install(); // the window's waiting takes none of ours
    const window = await openOnPhone(shop, "app-1");
    const app = window.frame.locator('[data-app="kb-acp"]');
    equal(
      await app.getAttribute("href"),
      `intent://pay?srCode=${window.impUid}#Intent;scheme=kb-acp;package=com.kbcard.cxh.appcard;end`,
    );
    await app.click({ noWaitAfter: true });
    await until("the browser tries to open the app", () => links.length === 1);
    match(links[0] ?? "", /^intent:\/\/pay\?srCode=imp_/);
    await shop.page.clock.fastForward(3_000);
    await window.slot("app-silent").waitFor();
    match(
      await window.slot("app-silent").innerText(),
      /응답한 앱이 없습니다[\s\S]*shouldOverrideUrlLoading/,
    );
    equal(
      at(await stage.box.sandbox.payment(window.impUid), "status"),
      "ready",
      "nothing was paid",
    );

    // A desktop's browser asks whether to open the app, and takes no clicks meanwhile.
    await window.slot("app-done").dispatchEvent("click");
    await shop.page.clock.fastForward(500);
    await until("the window goes on", () => shop.page.url().includes("/done?"));
    match(links[1] ?? "", /^narushop:/, "the app comes back by app_scheme");
    const record = await stage.box.sandbox.payment(window.impUid);
    deepEqual(pick(record, "status", "card_name"), { status: "paid", card_name: "KB국민카드" });
    const [logged] = await stage.box.sandbox.log("window.app", window.impUid);
    deepEqual(pick(at(logged ?? null, "data") ?? null, "scheme", "answer"), {
      scheme: "kb-acp",
      answer: "sandbox",
    });
  } finally {
    await shop.close();
  }
});

story("the payment goes on when the buyer comes back from the app", async (stage) => {
  const shop = await ForeignShop.visit(stage, { device: "phone" });
  try {
    const window = await openOnPhone(shop, "app-2");
    await window.frame.locator('[data-app="shinhan-sr-ansimclick"]').click();
    // What a phone does when an app takes the screen, and when it gives it back.
    const seen = (hidden: boolean) =>
      shop.page.evaluate((now) => {
        const page = Reflect.get(globalThis, "document");
        Object.defineProperty(page, "hidden", { configurable: true, value: now });
        page.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await seen(true);
    equal(at(await stage.box.sandbox.payment(window.impUid), "status"), "ready");
    await seen(false);
    await shop.page.waitForURL("**/done?**");
    equal(new URL(shop.page.url()).searchParams.get("imp_success"), "true");
    equal(at(await stage.box.sandbox.payment(window.impUid), "status"), "paid");
    const [logged] = await stage.box.sandbox.log("window.app", window.impUid);
    equal(at(logged ?? null, "data", "answer"), "returned");
  } finally {
    await shop.close();
  }
});
