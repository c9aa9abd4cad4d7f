import { deepEqual, equal, match } from "node:assert/strict";
import { assertPaid, givenBack, pick, shopNotes } from "../support/facts.ts";
import { at } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story("a buyer cancels a paid order, and not one that is being packed", async (stage) => {
  const { browsers, demo } = stage;
  const shopper = new Shopper(await browsers.fresh(), demo);
  const opened = await shopper.buy();
  const window = await shopper.window();
  await window.choose("approve");
  await shopper.stage("paid");
  await assertPaid(demo, opened, 12_900, window.impUid);
  await shopper.slot("cancel-order").click();
  await shopper.slot("cancel-confirm").click();
  await shopper.outcome("refunded");
  await shopper.stage("cancelled");
  await givenBack(demo, window.impUid, 12_900);

  const packed = await shopper.buy({ product: "mug" });
  const second = await shopper.window();
  await second.choose("approve");
  await shopper.stage("paid");
  await shopper.slot("developer-open").click();
  await shopper.slot("prepare").click();
  await shopper.page.keyboard.press("Escape");
  await shopper.stage("preparing");
  await shopper.slot("no-cancel").waitFor();
  equal(await shopper.slot("cancel-order").count(), 0);
  // One who asks anyway is refused, and no money moves.
  const query = new URLSearchParams({ key: packed.key });
  const answer = await fetch(`${demo.shop}/shop/api/orders/${packed.ref}/cancel?${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  });
  equal(answer.status, 409);
  equal(at(await answer.json(), "code"), "order_in_preparation");
  await assertPaid(demo, packed, 19_500, second.impUid);

  await shopper.slot("nav-lookup").click();
  const mine = shopper.slot("order-link");
  await mine.nth(1).waitFor();
  deepEqual(await mine.evaluateAll((all) => all.map((one) => one.getAttribute("data-order"))), [
    packed.ref,
    opened.ref,
  ]);
  match(await mine.first().innerText(), /배송준비/);
  match(await mine.nth(1).innerText(), /취소/);
});

story("an account has its number, its due time and a copy button", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  const opened = await shopper.buy({ method: "vbank" });
  const window = await shopper.window();
  await window.choose("issue_account");
  await shopper.outcome("awaiting");
  await shopper.stage("awaiting_deposit");
  match(await shopper.slot("account-number").innerText(), /\d{6,}/);
  match(await shopper.slot("account-due").innerText(), /23:59:00 KST/);
  await shopper.slot("copy-account").click();
  await shopper.page.getByText("복사했습니다").waitFor();
  equal(at(await demo.server.payment(opened.payment), "state"), "awaiting_deposit");
});

story("paying twice on purpose ends with one payment", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  await shopper.mischief("pay-twice");
  const opened = await shopper.buy();
  const kakao = await shopper.window();
  await kakao.choose("approve");
  await shopper.page.waitForFunction(
    (before) =>
      document.querySelector("#naru-pg-frame")?.getAttribute("src")?.includes(before) === false,
    new URL(kakao.url).pathname,
  );
  const card = await shopper.window();
  await card.choose("approve");
  await shopper.outcome("paid");
  const order = await demo.server.order(opened.ref);
  deepEqual(pick(at(order, "payment") ?? null, "state", "captured", "refunded"), {
    state: "paid",
    captured: 12_900,
    refunded: 0,
  });
  equal(at(await demo.sandbox.payment(kakao.impUid), "status"), "paid");
  equal(at(await demo.sandbox.payment(card.impUid), "status"), "failed", "refused before money");
  await shopper.slot("developer-open").click();
  await shopper.slot("step").first().waitFor();
});

story("a slow browser hears what the webhook had settled before", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  await shopper.mischief("slow");
  const opened = await shopper.buy();
  const window = await shopper.window();
  await window.choose("approve");
  await shopper.outcome("paid");
  await assertPaid(demo, opened, 12_900, window.impUid);
  const notes = await until("the browser tells it at last", async () => {
    const all = await shopNotes(demo, opened);
    return all.some((note) => note.startsWith("browser_reported")) ? all : null;
  });
  equal(notes.filter((note) => note === "order_accepted").length, 1);
});

for (const language of ["ko", "en"] as const) {
  story(`the pages that card companies demand, in ${language}`, async ({ browsers, demo }) => {
    const shopper = new Shopper(await browsers.fresh("phone"), demo);
    await shopper.page.goto(`${demo.shop}/?lang=${language}`);
    await shopper.slot("product").first().waitFor();
    const company = await shopper.slot("company").innerText();
    const wants =
      language === "ko"
        ? ["상호", "대표자", "사업자등록번호", "통신판매업신고", "주소", "전화"]
        : ["Company", "Representative", "Business number", "Mail-order", "Address", "Phone"];
    for (const want of wants) match(company, new RegExp(want));
    match(await shopper.slot("demo-mark").innerText(), language === "ko" ? /데모/ : /demo/);
    for (const name of ["terms", "privacy", "refunds"]) {
      await shopper.slot(`policy-${name}`).click();
      await shopper.slot(`policy-${name}-page`).waitFor();
    }
  });
}
