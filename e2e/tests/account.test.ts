import { deepEqual, equal, match } from "node:assert/strict";
import { assertPaid, pick } from "../support/facts.ts";
import { at, text } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story(
  "a virtual account is issued, deposited in the console, then paid",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy({ method: "vbank", product: "tote" });
    const window = await shopper.window();
    await window.choose("issue_account");
    await shopper.outcome("awaiting");

    const record = await demo.sandbox.payment(window.impUid);
    const number = text(record, "vbank_num");
    equal(await shopper.slot("account-number").innerText(), number);
    match(await shopper.slot("account-amount").innerText(), /22,000원/);
    deepEqual(pick(record, "status", "amount", "paid_at", "pay_method"), {
      status: "ready",
      amount: 22_000,
      paid_at: 0,
      pay_method: "vbank",
    });
    const waiting = await demo.server.payment(opened.payment);
    deepEqual(
      { ...pick(waiting, "state", "captured"), number: at(waiting, "virtual_account", "number") },
      { state: "awaiting_deposit", captured: 0, number },
    );
    equal(at(await demo.server.order(opened.ref), "state"), "awaiting_deposit");
    equal(await demo.server.count(opened.payment, "payment.paid"), 0, "not paid before the money");

    const console = await browsers.fresh();
    await console.goto(`${demo.console}/m/${demo.sandbox.imp}/payments/${window.impUid}`);
    await console.locator('[data-slot="deposit"]').click();
    await console.locator('[data-slot="deposit-done"]').waitFor();

    await until("the deposit reaches the payment server", async () => {
      return at(await demo.server.payment(opened.payment), "state") === "paid";
    });
    await shopper.outcome("paid"); // the page looks by itself
    await assertPaid(demo, opened, 22_000, window.impUid);
    equal(await demo.server.count(opened.payment, "payment.awaiting_deposit"), 1);
  },
);

story(
  "money for an account goes back to the account that the buyer names",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy({ method: "vbank" });
    const window = await shopper.window();
    await window.choose("issue_account");
    await shopper.outcome("awaiting");
    await demo.sandbox.post(`/payments/${window.impUid}/deposit`, {});
    await shopper.outcome("paid");
    await assertPaid(demo, opened, 12_900, window.impUid);

    await shopper.slot("cancel-order").click();
    await shopper.slot("cancel-confirm").click();
    await shopper.slot("cancel-dialog").getByRole("alert").first().waitFor();
    equal(
      at(await demo.sandbox.payment(window.impUid), "cancel_amount"),
      0,
      "no account, no refund",
    );
    await shopper.slot("refund-number").fill("110-123-456789");
    await shopper.slot("refund-holder").fill("홍길동");
    await shopper.slot("cancel-confirm").click();
    await shopper.outcome("refunded");
    deepEqual(pick(await demo.sandbox.payment(window.impUid), "status", "cancel_amount"), {
      status: "cancelled",
      cancel_amount: 12_900,
    });
  },
);
