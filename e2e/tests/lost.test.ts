import { deepEqual, equal, ok } from "node:assert/strict";
import { assertPaid, shopNotes } from "../support/facts.ts";
import { at } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

// Faults are the whole sandbox's, so these stories have one of their own.
const story = demoStories();

story("the callback is lost and the webhook confirms", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  const opened = await shopper.buy({ product: "mug" });
  const window = await shopper.window();
  await window.choose("approve_lose_reply");
  await until("the webhook confirms", async () => {
    return at(await demo.server.payment(opened.payment), "state") === "paid";
  });
  await shopper.look(opened);
  await shopper.outcome("paid");
  await assertPaid(demo, opened, 19_500, window.impUid);
  const notes = await shopNotes(demo, opened);
  ok(!notes.some((note) => note.startsWith("browser_reported")), "the browser said nothing");
  const [webhook, ...more] = await demo.sandbox.webhooks(window.impUid);
  equal(at(webhook, "state"), "delivered");
  deepEqual(more, [], "one webhook");
});

story(
  "the callback and the webhook are lost and the server looks by itself",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh(), demo);
    await shopper.mischief("lose-callback");
    const opened = await shopper.buy();
    const window = await shopper.window();
    await demo.sandbox.faults({ drop_webhooks: 1 });
    await window.choose("approve");
    await shopper.outcome("open"); // the shop does not know yet, and says so
    equal(at(await demo.server.payment(opened.payment), "state"), "open");
    await until(
      "the hot check confirms",
      async () => {
        return at(await demo.server.payment(opened.payment), "state") === "paid";
      },
      40_000,
    );
    await shopper.outcome("paid");
    await assertPaid(demo, opened, 12_900, window.impUid);
    const notes = await shopNotes(demo, opened);
    ok(!notes.some((note) => note.startsWith("browser_reported")), "the browser said nothing");
    const webhooks = await demo.sandbox.webhooks(window.impUid);
    deepEqual(
      webhooks.map((one) => at(one, "state")),
      ["dropped"],
      "no webhook came",
    );
  },
);

story("webhook and callback at the same moment confirm once", async ({ browsers, demo }) => {
  const page = await browsers.fresh();
  const shopper = new Shopper(page, demo);
  await demo.sandbox.faults({ hold_webhooks: true });
  const opened = await shopper.buy();
  const window = await shopper.window();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reported = false;
  await page.route("**/shop/api/orders/*/complete**", async (route) => {
    reported = true;
    await released;
    await route.continue();
  });
  await window.choose("approve");
  await until("the browser is about to tell", () => reported);
  const [held] = await demo.sandbox.webhooks(window.impUid);
  equal(at(held, "state"), "held");
  equal(at(await demo.server.payment(opened.payment), "state"), "open", "nobody has told yet");
  release();
  await demo.sandbox.faults({ hold_webhooks: false });
  await shopper.outcome("paid");
  await until("the webhook was taken", async () => {
    const [sent] = await demo.sandbox.webhooks(window.impUid);
    return at(sent, "state") === "delivered";
  });
  await until("the shop hears of it", async () => {
    return (await shopNotes(demo, opened)).includes("webhook_received payment.paid");
  });
  await assertPaid(demo, opened, 12_900, window.impUid);
  const heard = (await shopNotes(demo, opened)).filter((note) => note.includes("payment.paid"));
  deepEqual(heard, ["webhook_received payment.paid"], "one event to the shop");
});
