import { deepEqual, equal, match, ok } from "node:assert/strict";
import { assertNothingTaken, assertPaid, shopNotes } from "../support/facts.ts";
import { at } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story("of two buyers of the last piece one pays, the other is refused", async (stage) => {
  const { browsers, demo } = stage;
  const first = new Shopper(await browsers.fresh(), demo);
  const second = new Shopper(await browsers.fresh(), demo);
  const lost = await second.buy({ product: "jar" });
  const late = await second.window(); // both windows are open
  const opened = await first.buy({ product: "jar" });
  const window = await first.window();

  await first.page.bringToFront();
  await window.choose("approve");
  await first.outcome("paid");
  await assertPaid(demo, opened, 129_000, window.impUid);

  await second.page.bringToFront();
  await late.choose("approve");
  await second.slot("said").waitFor();
  match(await second.slot("said").innerText(), /품절/);
  const payment = await demo.server.payment(lost.payment);
  await assertNothingTaken(demo, lost, String(at(payment, "state")));
  const record = await demo.sandbox.payment(late.impUid);
  equal(at(record, "status"), "failed");
  ok((await shopNotes(demo, lost)).some((note) => note.startsWith("stock_refused")));

  const third = new Shopper(await browsers.fresh(), demo);
  await third.page.goto(`${demo.shop}/products/jar`);
  await third.slot("sold-out").waitFor();
  equal(await third.slot("buy").count(), 0);

  // The first buyer changes his mind, and it is for sale again.
  await first.page.bringToFront();
  await first.slot("cancel-order").click();
  await first.slot("cancel-confirm").click();
  await first.outcome("refunded");
  await third.page.bringToFront();
  await third.page.reload();
  await third.slot("buy").waitFor();
});

story("what was held is free again when the payment does not come off", async (stage) => {
  const { browsers, demo } = stage;
  const first = new Shopper(await browsers.fresh(), demo);
  const opened = await first.buy({ product: "jar", method: "vbank" });
  const window = await first.window();
  await window.choose("issue_account");
  await first.outcome("awaiting");
  const notes = await shopNotes(demo, opened);
  equal(notes.filter((note) => note.startsWith("stock_held")).length, 1, notes.join("\n"));

  const second = new Shopper(await browsers.fresh(), demo);
  await second.page.goto(`${demo.shop}/products/jar`);
  await second.slot("sold-out").waitFor();

  // The account is given up for a card, which is declined: nobody holds it any more.
  await first.page.bringToFront();
  await first.slot("pay-instead").click();
  await first.payAgain();
  const card = await first.window();
  await card.choose("decline_limit");
  await first.slot("said").waitFor();
  await until("the shop lets it go", async () =>
    (await shopNotes(demo, opened)).some((note) => note.startsWith("stock_released")),
  );
  await second.page.bringToFront();
  await second.page.reload();
  await second.slot("buy").waitFor();
  deepEqual(await demo.server.discrepancies(opened.payment), []);
});
