import { equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pick } from "../support/facts.ts";
import { at, list, text } from "../support/json.ts";
import { Listener } from "../support/listener.ts";
import { Operator } from "../support/operator.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories("--no-preregister");

const word = "푸른 소나무 아래 오후 세 시";

story("a new operator does a day's work with nothing but the console", async (stage) => {
  const { browsers, demo } = stage;
  const shop = await Listener.start();
  const hooks = `${shop.url.replace("localhost", "127.0.0.1")}/hooks`; // a name may lead elsewhere, an address is allowed
  try {
    // What happened before the operator came: a forged payment, an endpoint in trouble, a sale.
    const shopper = new Shopper(await browsers.fresh(), demo);
    await shopper.mischief("forge-amount");
    const forged = await shopper.buy({ product: "sweatshirt", option: "M" });
    const window = await shopper.window();
    await window.choose("approve");
    await shopper.outcome("rejected");
    await shopper.mischief("forge-amount", false);

    const admin = await Operator.in(browsers, demo);
    await admin.go("/settings/endpoints");
    await admin.slot("endpoint-add").click();
    await admin.slot("endpoint-url").fill(hooks);
    await admin.slot("endpoint-submit").click();
    match(await admin.slot("secret").innerText(), /^whsec_/);
    await admin.slot("secret-kept").click();
    shop.answer = { status: 503, body: "점검 중입니다" };

    const sold = await shopper.buy({
      product: "sweatshirt",
      option: "M",
      buyer: { name: "이손님", tel: "010-7777-8888" },
    });
    await (await shopper.window()).choose("approve");
    await shopper.outcome("paid");

    // The admin lets the new one in; the password to begin with is shown once.
    await admin.go("/settings/operators");
    await admin.slot("operator-add").click();
    await admin.slot("operator-name").fill("박새벽");
    await admin.slot("operator-email").fill("dawn@shop.kr");
    await admin.slot("operator-limit").fill("30,000");
    await admin.slot("operator-submit").click();
    const start = await admin.slot("secret").innerText();
    await admin.slot("secret-kept").click();

    const desk = await Operator.at(browsers, demo);
    await desk.enter("dawn@shop.kr", start);
    await desk.slot("first-password-old").fill(start);
    await desk.slot("first-password-next").fill(word);
    await desk.slot("first-password-again").fill(word);
    await desk.slot("first-password-submit").click();
    await desk.slot("who").first().waitFor();

    // By the phone number that the buyer says.
    await desk.menu("payments");
    await desk.slot("list-search").fill("01077778888");
    await desk.slot("list-search-submit").click();
    await until("one payment is found", async () => {
      return (await desk.slot("payment-link").count()) === 1;
    });
    ok(!(await desk.slot("table").innerText()).includes("이손님"), "the list masks the name");
    await desk.slot("payment-link").click();

    // Part of it goes back.
    await desk.refundPart("12,000", "소매 올이 풀려 일부 환불");
    await desk.slot("outcome-succeeded").waitFor();

    // Both sides say so: on the page, at the server, at PortOne.
    await desk.slot("theirs-refunded").getByText("12,000원").waitFor();
    match(await desk.slot("ours-refunded").innerText(), /12,000원/);
    const payment = await demo.server.payment(sold.payment);
    equal(at(payment, "state"), "partially_refunded");
    equal(at(payment, "refunded"), 12_000);
    const record = await demo.sandbox.payment(text(payment, "imp_uid"));
    equal(at(record, "cancel_amount"), 12_000);
    equal(list(payment, "refunds").length, 1, "it went back once");

    // The forged one: its money is back already, and the reason stays.
    await desk.menu("discrepancies");
    await desk.slot("discrepancy-link").click();
    match(await desk.slot("ordered-amount").innerText(), /59,000원/);
    match(await desk.slot("portone-amount").innerText(), /^100원/);
    await desk.slot("gone-back").waitFor();
    await desk.slot("decide").locator('input[value="accept"]').check();
    await desk.slot("decide-reason").fill("위조된 금액, 돈은 이미 돌아갔음");
    await desk.slot("decide-submit").click();
    await desk.slot("decided-why").waitFor();
    const [decided] = await demo.server.discrepancies(forged.payment);
    equal(at(decided ?? null, "state"), "closed");
    equal(at(decided ?? null, "decision", "decision"), "accepted");
    equal(at(await demo.server.payment(forged.payment), "captured"), 0);
    await desk.page.keyboard.press("Escape");

    // The shop's endpoint is well again, and is told what it missed.
    await desk.menu("webhooks");
    await desk.slot("webhooks-out").click();
    await desk.slot("sent-link").filter({ hasText: "결제 완료" }).first().click();
    const missed = desk.slot("delivery").filter({ hasText: hooks });
    await missed.locator('[data-slot="delivery-status"]').getByText("503").waitFor();
    match(await missed.locator('[data-slot="delivery-answer"]').innerText(), /점검 중/);
    shop.answer = { status: 200, body: "ok" };
    const before = shop.events("payment.paid").length;
    await missed.locator('[data-slot="sent-replay"]').click();
    await missed.locator('[data-slot="sent-delivered"]').waitFor();
    const told = shop.events("payment.paid");
    ok(told.length > before, "the shop was told again");
    equal(at(told.at(-1) ?? null, "data", "payment_id"), sold.payment);
    await desk.page.keyboard.press("Escape");

    // The month as a file, with the sale and what went back of it.
    await desk.menu("payments");
    await desk.slot("export").click();
    await desk.slot("export-format").locator('input[value="csv"]').check();
    await desk.page.getByRole("button", { name: "이번 달" }).click();
    const download = desk.page.waitForEvent("download");
    await desk.slot("export-start").click();
    const file = readFileSync(await (await download).path(), "utf8");
    ok(file.startsWith("\uFEFF"), "Excel reads Korean by the mark at the beginning");
    const lines = file.split(/\r?\n/).filter((line) => line.includes(sold.merchantUid));
    equal(lines.length, 2, "the payment and its refund");
    ok(lines.some((line) => line.includes("59000")));
    ok(lines.some((line) => line.includes("-12000")));

    // Who did it stands in the log that only the admin reads.
    await admin.go("/audit");
    await admin.slot("audit-word").fill("박새벽 refund");
    await admin.slot("audit-action").getByText("환불 요청").first().waitFor();
    equal(await desk.slot("nav-audit").count(), 0, "an operator is not led to it");
    equal(pick(payment, "test").test, true);
  } finally {
    await shop.stop();
  }
});
