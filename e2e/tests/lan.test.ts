import { deepEqual, equal, ok } from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { consoleStories } from "../support/console.ts";
import { pick } from "../support/facts.ts";
import { ForeignShop, order } from "../support/foreign.ts";
import { ask } from "../support/http.ts";
import { text } from "../support/json.ts";
import { requireAll } from "../support/needs.ts";
import { PgWindow } from "../support/window.ts";

const inNetwork = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ family, internal }) => family === "IPv4" && !internal),
);

if (!inNetwork) {
  const skip = requireAll ? false : "this machine is in no network";
  test("phones of the local network", { skip }, () => {
    throw new Error("this machine is in no network (NARU_REQUIRE_ALL=1 allows no skip)");
  });
} else {
  const story = consoleStories("--lan");

  story("a phone is asked for the passcode once, and only by the console", async (stage) => {
    const { box, browsers } = stage;
    ok(!/localhost|127\.0\.0\.1/.test(box.url), box.url);
    const passcode = text(box.ready, "passcode");
    const page = await browsers.fresh("phone");
    await page.goto(`${box.url}/m/${box.sandbox.imp}/payments`);
    const type = async (code: string) => {
      await page.getByLabel("암호").fill(code);
      await page.locator('[data-slot="enter"]').click();
    };
    await type(passcode === "000000" ? "000001" : "000000");
    await page.locator('[data-slot="problem"]').waitFor();
    await type(passcode);
    await page.locator("main h1").waitFor();
    ok(page.url().endsWith("/payments"), page.url());
    await page.goto(box.url);
    await page.locator("main h1").waitFor();
    equal(await page.getByLabel("암호").count(), 0, "it was asked once");

    const other = await browsers.fresh("phone");
    const control = `${box.url}/sandbox/merchants`;
    equal((await ask("GET", control)).status, 401);
    equal((await ask("GET", control, { headers: { "Naru-Passcode": passcode } })).status, 200);
    deepEqual(await other.context().cookies(), []);
  });

  story("a phone pays in a shop without any passcode", async (stage) => {
    const shop = await ForeignShop.visit(stage, { device: "phone" });
    try {
      await shop.call("request_pay", {
        ...order,
        merchant_uid: "lan-1",
        m_redirect_url: `${shop.server.url}/done`,
      });
      await shop.page.waitForURL(`${stage.box.url}/checkout/w/**`);
      const window = await PgWindow.in(shop.page.mainFrame());
      await window.choose("approve");
      await shop.page.waitForURL("**/done?**");
      const record = await stage.box.sandbox.payment(window.impUid);
      deepEqual(pick(record, "status", "amount"), { status: "paid", amount: 12_900 });
    } finally {
      await shop.close();
    }
  });
}
