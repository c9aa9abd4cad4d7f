import { deepEqual, equal, match, ok } from "node:assert/strict";
import { givenBack, pick, shopNotes } from "../support/facts.ts";
import { at, text } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories("--no-preregister");

story(
  "with registration off, a forged 100 won goes back and the order is not paid",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    await shopper.mischief("forge-amount");
    const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
    const window = await shopper.window();
    match(await window.slot("amount").innerText(), /^100\D/);
    await window.choose("approve");
    await shopper.outcome("rejected");
    equal(
      await shopper.slot("reason").getAttribute("data-reason"),
      "payment_amount_mismatch",
      "the shopper reads why",
    );

    const record = await givenBack(demo, window.impUid, 100); // what was paid, not the price
    equal(at(record, "amount"), 100);
    const payment = await until("the refund is concluded", async () => {
      const now = await demo.server.payment(opened.payment);
      return at(now, "refunds", 0, "state") === "succeeded" ? now : null;
    });
    deepEqual(pick(payment, "amount", "captured", "reason"), {
      amount: 59_000,
      captured: 0,
      reason: "payment_amount_mismatch",
    });
    ok(at(payment, "state") !== "paid");
    equal(at(payment, "refunds", 0, "amount"), 100);
    equal(at(payment, "refunds", 0, "initiator"), "auto");
    equal(at(await demo.server.order(opened.ref), "state"), "unpaid");
    equal(await demo.server.count(opened.payment, "payment.paid"), 0);
    const raised = await demo.server.discrepancies(opened.payment);
    deepEqual(
      raised.map((one) => pick(one, "kind", "reason", "imp_uid", "state")),
      [
        {
          kind: "payment",
          reason: "payment_amount_mismatch",
          imp_uid: window.impUid,
          state: "open",
        },
      ],
    );
    const notes = await shopNotes(demo, opened);
    ok(!notes.some((note) => note.includes("payment.paid")), "the shop was never told paid");
  },
);

story(
  "an account issued for a forged amount is never shown, and closed at the PG",
  async ({ browsers, demo }) => {
    const page = await browsers.fresh();
    const told: string[] = [];
    page.on("response", async (response) => {
      // What the shop's own servers say; the PG's window is not theirs.
      if (!response.url().startsWith(demo.shop)) return;
      told.push(await response.text().catch(() => ""));
    });
    const shopper = new Shopper(page, demo);
    await shopper.mischief("forge-amount");
    const opened = await shopper.buy({ method: "vbank", product: "mug" });
    const window = await shopper.window();
    await window.choose("issue_account");
    await shopper.slot("outcome").waitFor();
    const record = await until("the account is closed at the PG", async () => {
      const one = await demo.sandbox.payment(window.impUid);
      return at(one, "status") === "ready" ? null : one;
    });
    const issued = await demo.sandbox.log("vbank", window.impUid);
    const number = text(issued[0], "data", "vbank_num");
    await shopper.look(opened);
    await shopper.slot("outcome").waitFor();
    equal(await shopper.slot("account-number").count(), 0);
    for (const shown of [await page.content(), ...told]) {
      ok(!shown.includes(number), `the number ${number} is shown: ${shown.slice(0, 500)}`);
    }

    equal(at(record, "paid_at"), 0);
    const payment = await demo.server.payment(opened.payment);
    deepEqual(pick(payment, "virtual_account", "captured", "reason"), {
      virtual_account: null,
      captured: 0,
      reason: "payment_amount_mismatch",
    });
    ok(!JSON.stringify(payment).includes(number), "not even to the shop's server");
    equal(at(await demo.server.order(opened.ref), "state"), "unpaid");
    equal((await demo.sandbox.log("vbank.closed", window.impUid)).length, 1);
    equal((await demo.server.discrepancies(opened.payment)).length, 1);
  },
);
