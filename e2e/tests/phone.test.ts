import { deepEqual, equal, match, ok } from "node:assert/strict";
import { assertNothingTaken, assertPaid, pick } from "../support/facts.ts";
import { Shopper } from "../support/shopper.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story(
  "on a phone the shop's page gives way to the PG's, and comes back paid",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh("phone"), demo);
    const opened = await shopper.buy({ product: "sweatshirt", option: "XL" });
    const window = await shopper.windowPage();
    await window.choose("approve");
    await shopper.outcome("paid");
    const url = new URL(shopper.page.url());
    equal(url.origin, demo.shop);
    deepEqual(
      [url.searchParams.get("payment_id"), url.searchParams.get("order_ref")],
      [opened.payment, opened.ref],
    );
    const record = await assertPaid(demo, opened, 59_000, window.impUid);
    deepEqual(pick(record, "channel"), { channel: "mobile" });
    const wide = await shopper.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    ok(!wide, "nothing sticks out of a phone's screen");
  },
);

story("the redirect lands in a fresh browser without cookies", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh("phone"), demo);
  const opened = await shopper.buy();
  const window = await shopper.windowPage();
  // The app of the card company opens the phone's own browser instead.
  const landed = new Promise<string>((resolve) => {
    void shopper.page.route("**/checkout/w/**", async (route) => {
      const answer = await route.fetch({ maxRedirects: 0 });
      resolve(answer.headers().location ?? "");
      await route.abort();
    });
  });
  await window.choose("approve");
  match(await landed, /\/api\/return\?t=/);

  const other = new Shopper(await browsers.fresh("phone"), demo);
  deepEqual(await other.page.context().cookies(), []);
  await other.page.goto(await landed);
  await other.outcome("paid");
  equal(await other.slot("order-ref").innerText(), opened.ref);
  await assertPaid(demo, opened, 12_900, window.impUid);
  deepEqual(await other.page.context().cookies(), [], "and none were needed");
});

story(
  "a cancel on a phone comes back to the shop unpaid, and can be tried again",
  async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh("phone"), demo);
    const opened = await shopper.buy();
    const window = await shopper.windowPage();
    await window.choose("cancel");
    await shopper.slot("pay-again").waitFor();
    const { state } = (await demo.server.payment(opened.payment)) as { state: string };
    await assertNothingTaken(demo, opened, state);
    const again = await shopper.payAgain();
    equal(again.payment, opened.payment);
    const second = await shopper.windowPage();
    await second.choose("approve");
    await shopper.outcome("paid");
    await assertPaid(demo, opened, 12_900, second.impUid);
  },
);
