import { deepEqual, equal, match, ok } from "node:assert/strict";
import { pick } from "../support/facts.ts";
import { at, list, text } from "../support/json.ts";
import { Operator } from "../support/operator.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story(
  "an operator finds a payment by the buyer's phone and gives part of it back",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy({
      product: "sweatshirt",
      option: "M",
      buyer: { tel: "010-7777-4321" },
    });
    const window = await shopper.window();
    await window.choose("approve");
    await shopper.outcome("paid");

    const operator = await Operator.in(browsers, demo);
    match(await operator.slot("today-paid").innerText(), /^[\d,]+원$/);
    await operator.find("01077774321");
    match(operator.page.url(), new RegExp(`/console/payments/${opened.payment}$`));
    await operator.slot("sides-agree").waitFor();
    equal(await operator.slot("buyer-tel").innerText(), "010-****-4321");

    // Who looks at the buyer says why, and it is noted.
    await operator.slot("unmask").click();
    await operator.slot("unmask-reason").fill("환불 통화");
    await operator.slot("unmask-submit").click();
    await until("the phone is shown", async () =>
      /7777/.test(await operator.slot("buyer-tel").innerText()),
    );

    await operator.refundPart("9,000", "사이즈가 맞지 않음");
    await operator.slot("step-up").or(operator.slot("outcome-succeeded")).first().waitFor();
    if (await operator.slot("step-up").isVisible()) {
      equal(await operator.slot("refund-reason").inputValue(), "사이즈가 맞지 않음");
      await operator.stepUp();
    }
    await operator.slot("outcome-succeeded").waitFor();
    await operator.slot("sides-agree").waitFor();
    await until("both sides are shown with the rest", async () =>
      /50,000/.test(await operator.slot("theirs-left").innerText()),
    );
    match(await operator.slot("ours-left").innerText(), /50,000/);

    const payment = await demo.server.payment(opened.payment);
    deepEqual(pick(payment, "state", "captured", "refunded", "cancellable"), {
      state: "partially_refunded",
      captured: 59_000,
      refunded: 9_000,
      cancellable: 50_000,
    });
    equal(list(payment, "refunds").length, 1, "it went back once");
    const record = await demo.sandbox.payment(window.impUid);
    equal(at(record, "cancel_amount"), 9_000);
    match(await operator.slot("history").innerText(), /데모 관리자[\s\S]*사이즈가 맞지 않음/);
  },
);

story(
  "two operators: one wins, the other is told whose refund came first",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
    const window = await shopper.window();
    await window.choose("approve");
    await shopper.outcome("paid");

    const slow = await Operator.in(browsers, demo, { path: `/payments/${opened.payment}` });
    await slow.slot("refund-plan").locator('input[value="part"]').check();
    await slow.slot("refund-amount").fill("20000");
    await slow.slot("refund-reason").fill("느린 쪽");
    await slow.slot("refund-submit").click();
    await slow.slot("refund-confirm").waitFor();

    const quick = await Operator.in(browsers, demo, { path: `/payments/${opened.payment}` });
    await quick.refundPart("50000", "빠른 쪽");
    await quick.slot("step-up").or(quick.slot("outcome-succeeded")).first().waitFor();
    if (await quick.slot("step-up").isVisible()) await quick.stepUp();
    await quick.slot("outcome-succeeded").waitFor();

    await slow.slot("refund-confirm").click();
    await slow.slot("step-up").or(slow.slot("refund-lost")).first().waitFor();
    if (await slow.slot("step-up").isVisible()) await slow.stepUp();
    match(await slow.slot("refund-lost").innerText(), /데모 관리자[\s\S]*50,000원[\s\S]*빠른 쪽/);
    equal(await slow.slot("refund-reason").inputValue(), "느린 쪽");
    const payment = await demo.server.payment(opened.payment);
    equal(at(payment, "refunded"), 50_000, "the slower one moved nothing");
    equal(list(payment, "refunds").length, 1);
  },
);

story("a session that ends in the middle of a form loses nothing", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
  const window = await shopper.window();
  await window.choose("approve");
  await shopper.outcome("paid");

  const operator = await Operator.in(browsers, demo, { path: `/payments/${opened.payment}` });
  await operator.slot("refund-plan").locator('input[value="part"]').check();
  await operator.slot("refund-amount").fill("1,234");
  await operator.slot("refund-reason").fill("끊긴 세션");
  // It ends as it would at its time, or when somebody ends it from elsewhere.
  await operator.page.context().clearCookies();
  await operator.slot("refund-submit").click();
  await operator.slot("refund-confirm").click();
  await operator.slot("login-again").waitFor();
  equal(await operator.slot("refund-reason").inputValue(), "끊긴 세션");
  await operator.slot("login-password").fill(operator.password);
  await operator.slot("login").click();
  await operator.slot("step-up").or(operator.slot("outcome-succeeded")).first().waitFor();
  if (await operator.slot("step-up").isVisible()) await operator.stepUp();
  await operator.slot("outcome-succeeded").waitFor();
  equal(at(await demo.server.payment(opened.payment), "refunded"), 1234);
});

story("the console says whom it does not know, in English too", async ({ browsers, demo }) => {
  const stranger = await Operator.at(browsers, demo, { language: "en", device: "phone" });
  await stranger.slot("login-email").fill("nobody@example.com");
  await stranger.slot("login-password").fill("certainly not the password");
  await stranger.slot("login").click();
  await stranger.slot("problem").waitFor();
  ok(!/[가-힣]/.test(await stranger.slot("problem").innerText()));
  await stranger.logIn();
  await stranger.slot("menu-toggle").click();
  equal(await stranger.slot("role").innerText(), "Admin");
  equal(text(demo.ready, "operator_email"), "admin@naru.test");
});
