import { deepEqual, equal, match, ok } from "node:assert/strict";
import { assertNothingTaken, assertPaid, pick, shopNotes } from "../support/facts.ts";
import { at, list } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story(
  "card: a shopper buys a sweatshirt and the server confirms it",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
    const window = await shopper.window();
    match(await window.slot("amount").innerText(), /59,000/);
    equal(await window.slot("merchant-uid").innerText(), opened.merchantUid);
    await window.choose("approve");
    await shopper.outcome("paid");
    const record = await assertPaid(demo, opened, 59_000, window.impUid);
    deepEqual(pick(record, "pay_method", "pg_provider", "pg_id", "channel", "buyer_name"), {
      pay_method: "card",
      pg_provider: "html5_inicis",
      pg_id: "INIpayTest",
      channel: "pc",
      buyer_name: "홍길동",
    });
    const told = await until("the shop hears of it", async () => {
      const notes = await shopNotes(demo, opened);
      return notes.includes("webhook_received payment.paid") ? notes : null;
    });
    equal(told.filter((note) => note === "webhook_received payment.paid").length, 1);
  },
);

for (const { name, method, choose, wants } of [
  {
    name: "KakaoPay inside the window of KG이니시스",
    method: "kakaopay",
    choose: "kakaopay",
    wants: { pg_provider: "html5_inicis", emb_pg_provider: "kakaopay" },
  },
  {
    name: "a card order turned into KakaoPay inside the window",
    method: "card",
    choose: "kakaopay",
    wants: { pg_provider: "html5_inicis", emb_pg_provider: "kakaopay" },
  },
  {
    name: "KakaoPay as pg=kakaopay",
    method: "kakaopay_direct",
    choose: null,
    wants: { pg_provider: "kakaopay", pg_id: "TC0ONETIME" },
  },
  {
    name: "a bank transfer",
    method: "trans",
    choose: null,
    wants: { pg_provider: "html5_inicis", pay_method: "trans" },
  },
  {
    name: "the phone bill",
    method: "phone",
    choose: null,
    wants: { pg_provider: "html5_inicis", pay_method: "phone" },
  },
]) {
  story(name, async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy({ method });
    const window = await shopper.window();
    if (choose !== null) await window.method(choose);
    await window.choose("approve");
    await shopper.outcome("paid");
    const record = await assertPaid(demo, opened, 12_900, window.impUid);
    deepEqual(pick(record, ...Object.keys(wants)), wants);
  });
}

story(
  "a PG whose callback carries ids only is not taken for a failure",
  async ({ browsers, demo }) => {
    const page = await browsers.fresh();
    const shopper = new Shopper(page, demo);
    await shopper.order({ method: "tosspayments" });
    const callback = page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener("message", ({ data }) => {
            if (data?.source === "naru-sandbox" && data.type === "result") resolve(data.callback);
          });
        }),
    );
    const opened = await shopper.pay();
    const window = await shopper.window();
    await window.choose("approve");
    await shopper.outcome("paid");
    deepEqual(await callback, { imp_uid: window.impUid, merchant_uid: opened.merchantUid });
    const record = await assertPaid(demo, opened, 12_900, window.impUid);
    equal(at(record, "pg_provider"), "tosspayments");
  },
);

for (const { name, leave, status } of [
  { name: "the buyer cancels in the window", leave: "cancel", status: "failed" },
  { name: "the buyer closes the window by its X", leave: "close", status: "ready" },
  { name: "the buyer leaves the window by Escape", leave: "Escape", status: "ready" },
]) {
  story(name, async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy();
    const window = await shopper.window();
    if (leave === "cancel") await window.slot("cancel").click({ noWaitAfter: true });
    else if (leave === "close") await window.slot("close-window").click({ noWaitAfter: true });
    else await shopper.page.keyboard.press("Escape");
    await shopper.slot("outcome").waitFor();
    await shopper.slot("pay-again").waitFor();
    match(await shopper.slot("said").innerText(), /취소/);
    equal(await shopper.page.locator("#naru-pg-frame").count(), 0, "the window is gone");
    const payment = await demo.server.payment(opened.payment);
    await assertNothingTaken(demo, opened, String(at(payment, "state")));
    const record = await demo.sandbox.payment(window.impUid);
    equal(at(record, "status"), status);

    const again = await shopper.payAgain();
    equal(again.merchantUid, opened.merchantUid, "the same open payment is tried again");
    const second = await shopper.window();
    await second.choose("approve");
    await shopper.outcome("paid");
    await assertPaid(demo, again, 12_900, second.impUid);
  });
}

story("the keyboard alone pays", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  await shopper.order();
  await shopper.slot("pay").focus();
  const { keyboard } = shopper.page;
  await keyboard.press("Enter");
  const window = await shopper.window();
  const focused = () =>
    window.frame.evaluate(() => document.activeElement?.getAttribute("data-slot") ?? "");
  await until("the focus is in the window", () => window.frame.evaluate(() => document.hasFocus()));
  for (let tabs = 0; (await focused()) !== "pay"; tabs++) {
    ok(tabs < 20, "Tab reaches the pay button");
    await keyboard.press("Tab");
  }
  await keyboard.press("Enter");
  await shopper.outcome("paid");
  const [record] = list(await demo.sandbox.get(`/merchants/${demo.sandbox.imp}/payments`), "list");
  equal(at(record, "imp_uid"), window.impUid);
  equal(at(record, "status"), "paid");
});

story("a window that hangs is left, and nothing was taken", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  const opened = await shopper.buy();
  const window = await shopper.window();
  await window.choose("hang");
  await window.frame.locator('[data-slot="pg-window"][data-state="hang"]').waitFor();
  equal(await shopper.page.locator("#naru-pg-frame").count(), 1, "it stays until it is left");
  await window.slot("leave").click({ noWaitAfter: true });
  await shopper.slot("pay-again").waitFor();
  await assertNothingTaken(demo, opened, "open");
  equal(at(await demo.sandbox.payment(window.impUid), "status"), "ready");
});

for (const { outcome, says } of [
  { outcome: "decline_limit", says: /한도가 초과/ },
  { outcome: "decline_stopped", says: /정지/ },
  { outcome: "decline_password", says: /비밀번호/ },
] as const) {
  story(`the PG declines (${outcome}), then the retry is paid`, async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy();
    const first = await shopper.window();
    await first.choose(outcome);
    await shopper.slot("pay-again").waitFor();
    match(await shopper.slot("said").innerText(), says);
    equal(at(await demo.sandbox.payment(first.impUid), "status"), "failed");
    equal(at(await demo.server.order(opened.ref), "state"), "unpaid");
    equal(await demo.server.count(opened.payment, "payment.paid"), 0);

    const again = await shopper.payAgain();
    equal(again.payment, opened.payment, "a declined attempt does not close its payment");
    const second = await shopper.window();
    await second.choose("approve");
    await shopper.outcome("paid");
    await assertPaid(demo, opened, 12_900, second.impUid);
    equal(at(await demo.sandbox.payment(first.impUid), "status"), "failed");
  });
}

story(
  "an amount forged to 100 won after registration opens no window",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    await shopper.mischief("forge-amount");
    const opened = await shopper.buy({ product: "sweatshirt", option: "L" });
    await shopper.slot("outcome").waitFor();
    equal(await shopper.page.locator("#naru-pg-frame").count(), 0, "no window");
    deepEqual(await demo.sandbox.records(opened.merchantUid), [], "PortOne made no record");
    const payment = await demo.server.payment(opened.payment);
    deepEqual(pick(payment, "state", "amount", "attempts"), {
      state: "open",
      amount: 59_000,
      attempts: [],
    });
    await assertNothingTaken(demo, opened, "open");
  },
);

story("a guest finds the order again and gets the money back", async ({ browsers, demo }) => {
  const buying = new Shopper(await browsers.fresh(), demo);
  const opened = await buying.buy({ product: "mug" });
  const window = await buying.window();
  await window.choose("approve");
  await buying.outcome("paid");
  await assertPaid(demo, opened, 19_500, window.impUid);

  const guest = new Shopper(await browsers.fresh(), demo);
  await guest.page.goto(demo.shop);
  await guest.slot("nav-lookup").click();
  await guest.slot("lookup-ref").fill(opened.ref);
  await guest.slot("lookup-tel").fill("010-9999-9999");
  await guest.slot("lookup-find").click();
  await guest.slot("trouble").waitFor();
  equal(new URL(guest.page.url()).pathname, "/orders", "a wrong phone number opens nothing");
  await guest.slot("lookup-tel").fill("010 1234 5678");
  await guest.slot("lookup-find").click();
  await guest.outcome("paid");
  await guest.slot("cancel-order").click();
  await guest.slot("cancel-confirm").click();
  await guest.outcome("refunded");

  const record = await demo.sandbox.payment(window.impUid);
  deepEqual(pick(record, "status", "amount", "cancel_amount"), {
    status: "cancelled",
    amount: 19_500,
    cancel_amount: 19_500,
  });
  const payment = await demo.server.payment(opened.payment);
  deepEqual(pick(payment, "state", "captured", "refunded", "cancellable"), {
    state: "refunded",
    captured: 19_500,
    refunded: 19_500,
    cancellable: 0,
  });
  equal(await demo.server.count(opened.payment, "payment.refunded"), 1);
  equal(at(await demo.server.order(opened.ref), "state"), "refunded");
  deepEqual(await demo.server.discrepancies(opened.payment), []);
});
