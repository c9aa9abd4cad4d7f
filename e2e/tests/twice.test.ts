import { deepEqual, equal, match } from "node:assert/strict";
import type { Demo } from "../support/demo.ts";
import { assertPaid, givenBack, pick } from "../support/facts.ts";
import { at } from "../support/json.ts";
import { type Opened, Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { PgWindow } from "../support/window.ts";
import { demoStories, type Stage } from "../support/world.ts";

const story = demoStories();

story("another payment for a paid order is refused", async ({ browsers, demo }) => {
  const first = new Shopper(await browsers.fresh(), demo);
  const opened = await first.buy();
  const left = await first.window();
  await left.choose("close");
  await first.slot("pay-again").waitFor();

  // The same page in a second tab, which hears nothing until it pays, too.
  let paid = false;
  const second = new Shopper(await first.page.context().newPage(), demo);
  await second.page.goto(first.page.url());
  await second.slot("pay-again").waitFor();
  await first.page.bringToFront();
  await second.page.route(/\/shop\/api\/orders\/[^/]+\?/, (route) =>
    paid ? route.continue() : route.abort(),
  );

  await first.payAgain();
  const window = await first.window();
  await window.choose("approve");
  await first.outcome("paid");
  paid = true;

  await second.page.bringToFront();
  await second.slot("pay-again").click();
  await second.outcome("paid");
  equal(await second.page.locator("#naru-pg-frame").count(), 0, "no second window");
  const answer = await demo.server.post("/api/payments", {
    order_ref: opened.ref,
    amount: 12_900,
    name: "양말 세 켤레",
    buyer: { name: "홍길동", tel: "010-1234-5678" },
  });
  equal(answer.status, 409);
  equal(at(answer.body, "code"), "order_already_paid");
  await assertPaid(demo, opened, 12_900, window.impUid);
  equal(((await demo.server.order(opened.ref)) as { payments: [] }).payments.length, 1);
});

/** A card window is left open, and the buyer takes KakaoPay instead. */
async function leaveOneOpen({ browsers, demo }: Stage & { demo: Demo }, asked: boolean) {
  // Whether PortOne asks before it approves, which its support must switch on.
  const settings = `/merchants/${demo.sandbox.imp}/settings`;
  await demo.sandbox.put(settings, { confirm_process: asked });
  const shopper = new Shopper(await browsers.fresh(), demo);
  const card = await shopper.buy({ product: "tote" });
  const left = await shopper.window();
  const tab = await shopper.page.context().newPage();
  await tab.goto(left.url); // the PG's page stays in another tab
  await shopper.page.bringToFront(); // a page in the back draws once a second
  await left.choose("close");
  await shopper.slot("pay-again").waitFor();
  const kakao = await shopper.payAgain("kakaopay_direct");
  equal(kakao.ref, card.ref);
  const window = await shopper.window();
  equal(at(await demo.server.payment(card.payment), "state"), "closed");
  return { shopper, card, kakao, window, old: await PgWindow.in(tab.mainFrame()) };
}

async function assertClosedGaveBack(demo: Demo, closed: Opened, impUid: string) {
  const record = await givenBack(demo, impUid, 22_000);
  equal(at(record, "merchant_uid"), closed.merchantUid);
  const payment = await until("the refund is concluded", async () => {
    const now = await demo.server.payment(closed.payment);
    return at(now, "refunds", 0, "state") === "succeeded" ? now : null;
  });
  deepEqual(pick(payment, "state", "captured"), { state: "closed", captured: 0 });
  equal(at(payment, "refunds", 0, "amount"), 22_000);
  equal(await demo.server.count(closed.payment, "payment.paid"), 0);
  const raised = await demo.server.discrepancies(closed.payment);
  equal(raised.length, 1, JSON.stringify(raised));
  match(String(at(raised[0], "reason")), /^payment_(late|duplicate)$/);
}

story("paid in both windows, the new one first: the old money goes back whole", async (stage) => {
  const { shopper, card, kakao, window, old } = await leaveOneOpen(stage, false);
  await window.choose("approve");
  await shopper.outcome("paid");
  await old.frame.page().bringToFront();
  await old.choose("approve");
  await assertClosedGaveBack(stage.demo, card, old.impUid);
  await assertPaid(stage.demo, kakao, 22_000, window.impUid);
  await shopper.page.bringToFront();
  await shopper.page.reload();
  await shopper.outcome("paid");
  match(await shopper.slot("rejected-beside").innerText(), /22,000원/);
});

story("paid in both windows, the old one first: its money goes back whole", async (stage) => {
  const { shopper, card, kakao, window, old } = await leaveOneOpen(stage, false);
  await old.frame.page().bringToFront();
  await old.choose("approve");
  await assertClosedGaveBack(stage.demo, card, old.impUid);
  await shopper.page.bringToFront();
  equal(at(await stage.demo.server.order(card.ref), "state"), "unpaid");
  await window.choose("approve");
  await shopper.outcome("paid");
  await assertPaid(stage.demo, kakao, 22_000, window.impUid);
});

story("asked before it approves, PortOne takes nothing in the old window", async (stage) => {
  const { shopper, card, kakao, window, old } = await leaveOneOpen(stage, true);
  await old.frame.page().bringToFront();
  await old.choose("approve");
  await until("the old attempt fails", async () => {
    const record = await stage.demo.sandbox.payment(old.impUid);
    return at(record, "status") === "failed" ? record : null;
  });
  await shopper.page.bringToFront();
  await window.choose("approve");
  await shopper.outcome("paid");
  await assertPaid(stage.demo, kakao, 22_000, window.impUid);
  equal(await stage.demo.server.count(card.payment, "payment.paid"), 0);
  deepEqual(await stage.demo.server.discrepancies(card.payment), []);
});
