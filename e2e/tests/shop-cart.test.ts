import { deepEqual, equal, match } from "node:assert/strict";
import { assertPaid, pick } from "../support/facts.ts";
import { at, list } from "../support/json.ts";
import { Shopper } from "../support/shopper.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story("a cart with a book, a coupon and shipping is paid to the won", async (stage) => {
  const { browsers, demo } = stage;
  const shopper = new Shopper(await browsers.fresh(), demo);
  await shopper.put("book");
  await shopper.put("socks");
  equal(await shopper.slot("cart-count").innerText(), "2");
  await shopper.slot("nav-cart").click();
  const socks = shopper.page.locator('[data-slot="cart-line"][data-product="socks"]');
  await socks.locator('[data-slot="qty-more"]').click();
  // 18,000 + 2 × 9,900 = 37,800, and 3,000 for the shipping
  await shopper.says("total", "40,800원");
  await shopper.slot("coupon").fill("FREE");
  await shopper.slot("coupon-use").click();
  await shopper.page.getByText("없는 쿠폰입니다").waitFor();
  await shopper.says("total", "40,800원");
  await shopper.slot("coupon").fill("naru5000");
  await shopper.slot("coupon").press("Enter");
  await shopper.says("discount", "−5,000원");
  await shopper.says("total", "35,800원");
  await shopper.slot("to-order").click();
  await shopper.says("total", "35,800원");
  await shopper.fill();
  const opened = await shopper.pay();
  const window = await shopper.window();
  await window.choose("approve");
  await shopper.outcome("paid");
  await assertPaid(demo, opened, 35_800, window.impUid);
  equal(await shopper.slot("cart-count").innerText(), "0", "what was bought left the cart");
  equal(await shopper.slot("lines").locator("li").count(), 2);

  const payment = await demo.server.payment(opened.payment);
  equal(at(payment, "tax_free"), 18_000, "the book carries no VAT");
  const record = await demo.sandbox.payment(window.impUid);
  equal(at(record, "amount"), 35_800);
  const receipt = shopper.slot("receipt");
  equal(await receipt.getAttribute("target"), "_blank");
  await shopper.page.goto((await receipt.getAttribute("href")) ?? "");
  await shopper.says("tax-free", "18,000원");
  await shopper.says("supply", "16,182원");
  await shopper.says("vat", "1,618원");
  match(await shopper.slot("receipt-total").innerText(), /^35,800원$/);
  match(await shopper.slot("approval").innerText(), /^\d+$/);
});

story("from 50,000 won on the shipping is free", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  await shopper.put("tote");
  await shopper.put("mug");
  await shopper.slot("nav-cart").click();
  await shopper.says("shipping", "+3,000원");
  await shopper.says("total", "38,500원");
  await shopper.slot("qty-more").last().click();
  await shopper.says("shipping", "무료");
  await shopper.says("total", "52,000원");
  await shopper.slot("remove").first().click();
  await shopper.slot("remove").first().click();
  await shopper.slot("cart-empty").waitFor();
});

story("nothing is paid without consent, and what was typed stays", async ({ browsers, demo }) => {
  const shopper = new Shopper(await browsers.fresh(), demo);
  await shopper.order({ method: "trans", buyer: { name: "임꺽정", tel: "010-1" } });
  await shopper.slot("consent").uncheck();
  await shopper.slot("pay").click();
  await shopper.page.getByText("전화번호를 확인해 주세요").waitFor();
  equal(await shopper.focused(), "buyer-tel", "the first wrong field");
  await shopper.page.reload();
  equal(await shopper.slot("buyer-name").inputValue(), "임꺽정");
  equal(await shopper.slot("buyer-tel").inputValue(), "010-1");
  equal(await shopper.slot("method").locator("input:checked").inputValue(), "trans");
  equal(await shopper.slot("consent").isChecked(), false, "unticked by default");
  await shopper.slot("buyer-tel").fill("010-1234-5678");
  await shopper.slot("pay").click();
  await shopper.page.getByText("동의해 주세요. 아직").waitFor();
  equal(await shopper.focused(), "consent");
  const orders = await demo.server.get("/api/payments");
  const names = list(orders, "data").map((one) => pick(one, "pay_method"));
  deepEqual(
    names.filter((one) => one.pay_method === "trans"),
    [],
    "no payment was opened",
  );
});
