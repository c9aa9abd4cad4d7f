import { equal, match, ok } from "node:assert/strict";
import { assertPaid } from "../support/facts.ts";
import { at, type Json, text } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { PgWindow } from "../support/window.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

const words = {
  ko: {
    pay: /12,900원 결제하기/,
    window: "결제 수단",
    paid: "결제가 완료되었습니다",
    entry: "결제 내역 조회",
  },
  en: {
    pay: /Pay.*12,900|12,900.*pay/i,
    window: "Payment method",
    paid: /paid|complete/i,
    entry: /Payments?/,
  },
} as const;

for (const language of ["ko", "en"] as const) {
  story(
    `the whole way in ${language === "ko" ? "Korean" : "English"}`,
    async ({ browsers, demo }) => {
      const say = words[language];
      const shopper = new Shopper(await browsers.fresh(), demo);
      await shopper.page.goto(demo.shop);
      equal(await shopper.page.locator("html").getAttribute("lang"), "ko", "Korean first");
      if (language === "en") await shopper.slot("language").click(); // one click away
      await shopper.order();
      equal(await shopper.page.locator("html").getAttribute("lang"), language);
      match(await shopper.slot("pay").innerText(), say.pay);
      const opened = await shopper.pay();
      const window = await shopper.window();
      equal(await window.frame.locator("html").getAttribute("lang"), language);
      await window.frame.getByText(say.window, { exact: true }).first().waitFor();
      await window.choose("approve");
      await shopper.outcome("paid");
      match(await shopper.slot("outcome-title").innerText(), new RegExp(say.paid));
      await assertPaid(demo, opened, 12_900, window.impUid);

      const console = await browsers.fresh();
      await console.goto(`${demo.console}/m/${demo.sandbox.imp}/payments`);
      if (language === "en") await console.locator('[data-slot="language"]').first().click();
      await console.locator(`html[lang="${language}"]`).waitFor();
      await console.locator('[data-slot="nav-payments"]').first().waitFor();
      match(
        await console.locator('[data-slot="nav-payments"]').first().innerText(),
        new RegExp(say.entry),
      );
    },
  );
}

const evil = "<script>alert(1)</script><img src=x>";

story(
  "markup in names is text in the shop, the window and the console",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const name = "<script>alert(1)</script>";
    const addr = '서울 "><img src=x onerror=alert(2)>';
    const opened = await shopper.buy({ buyer: { name, addr } });
    const window = await shopper.window();
    await window.frame.getByText(name.slice(0, 16), { exact: true }).waitFor(); // PortOne's limit
    await window.choose("approve");
    await shopper.outcome("paid");
    await shopper.page.getByText(name).waitFor();
    ok((await shopper.page.locator("main").innerText()).includes(addr));
    await assertPaid(demo, opened, 12_900, window.impUid);

    // An order name is the shop's own; another shop on the same server sends a bad one.
    const other = await demo.server.open({
      order_ref: "evil-1",
      amount: 1_000,
      name: evil,
      buyer: { name, tel: "010-1234-5678" },
    });
    const request = at(other, "checkout", "request") as Json;
    await shopper.page.evaluate((params: unknown) => {
      const imp = Reflect.get(globalThis, "IMP");
      imp.request_pay(params, () => undefined);
    }, request as unknown);
    const evilWindow = await shopper.window();
    equal(await evilWindow.slot("order-name").innerText(), text(request, "name"));
    ok(text(request, "name").includes("<script>"), "the name was not cleaned on its way");
    await evilWindow.choose("approve");
    await shopper.page.locator("#naru-pg-frame").waitFor({ state: "detached" });

    const console = await browsers.fresh();
    const entries = await demo.sandbox.log("", evilWindow.impUid);
    const entry = entries.find((one) => JSON.stringify(one).includes("<script>"));
    ok(entry !== undefined, "the record keeps what was asked for");
    const base = `${demo.console}/m/${demo.sandbox.imp}`;
    for (const path of [
      "/payments",
      `/payments/${evilWindow.impUid}`,
      `/record?seq=${at(entry, "seq")}`,
    ]) {
      await console.goto(base + path);
      await console.getByText("<script>alert(1)").first().waitFor();
      equal(await console.locator("img[src=x]").count(), 0);
    }
    await console.goto(base);
    await console.locator('[data-slot="recent-entry"]').first().waitFor();
    equal(await console.locator("img[src=x]").count(), 0);

    const tab = await browsers.fresh();
    await tab.goto(evilWindow.url); // the window that is over
    equal(await tab.locator("img[src=x]").count(), 0);
  },
);

story("the window of a PG that ended cannot be used again", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  const opened = await shopper.buy();
  const window = await shopper.window();
  const tab = await browsers.fresh();
  await tab.goto(window.url);
  const copy = await PgWindow.in(tab.mainFrame());
  await window.choose("approve");
  await shopper.outcome("paid");
  await copy.choose("approve");
  await tab.locator('[data-slot="pg-window"][data-state="over"]').waitFor();
  await assertPaid(demo, opened, 12_900, window.impUid);
});
