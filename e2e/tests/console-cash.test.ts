import { equal, match } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { at, list, text } from "../support/json.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

story(
  "a cash receipt is issued for a transfer and taken back, and for money taken outside",
  async ({ browsers, box }) => {
    const paid = await box.pay({ merchant_uid: "cash-1", pay_method: "trans", amount: 11_000 });
    const impUid = text(paid, "imp_uid");
    const page = await box.open(browsers, "/receipts");
    await page.page.getByText("발급한 현금영수증이 없습니다.").waitFor();

    await page.go(`/payments/${impUid}`);
    await page.slot("receipt-identifier").fill("12");
    await page.slot("receipt-issue").click();
    await page.slot("receipt-box").getByRole("alert").waitFor();
    await page.slot("receipt-identifier").fill("010-1234-5678");
    await page.slot("receipt-issue").click();
    await page.slot("receipt-box-state").waitFor();
    equal(await page.slot("receipt-box-state").innerText(), "발급");
    equal(at(await box.sandbox.get(`/payments/${impUid}/receipt`), "amount"), 11_000);

    await page.go("/receipts");
    await page.slot("receipt-external").click();
    await page.slot("receipt-merchantUid").fill("outside-1");
    await page.slot("receipt-name").fill("현장 결제");
    await page.slot("receipt-amount").fill("5,000");
    await page
      .slot("receipt-drawer")
      .locator('[data-slot="receipt-identifier"]')
      .fill("010-1234-5678");
    await page.slot("receipt-submit").click();
    await page.page.getByText("현장 결제").waitFor();
    equal(await page.slot("count-issued").innerText(), "2");

    await page.page.getByRole("button", { name: "cash-1 발급취소" }).click();
    await until(
      "it is taken back",
      async () => (await page.slot("count-cancelled").innerText()) === "1",
    );
    await page.slot("filter-issued").click();
    await until("one stands", async () => (await page.page.locator("[data-row]").count()) === 1);
    const answer = await box.call("GET", `/receipts/${impUid}`);
    match(String(at(answer, "response", "cancelled_at")), /^[1-9]\d+$/);
  },
);

story("cash receipts are there in English", async ({ browsers, box }) => {
  const page = await box.open(browsers, "/receipts?q=outside", "en");
  equal(await page.title(), "Cash receipts");
  await page.page.getByRole("button", { name: "Issue for money taken outside" }).waitFor();
});

story("the digits of an SMS that nobody received are read off", async ({ browsers, box }) => {
  await box.sandbox.post(`/merchants/${box.sandbox.imp}/channels`, {
    name: "본인인증",
    provider: "danal",
    mid: "A010002002",
    type: "certification",
  });
  const page = await box.open(browsers, "/certifications");
  await page.page.getByText("본인인증이 없습니다.").waitFor();
  const asked = await box.call("POST", "/certifications/otp/request", {
    pg: "danal",
    company: "나루",
    name: "홍길동",
    phone: "010-1234-5678",
    birth: "800102",
    gender_digit: "1",
    carrier: "KT",
  });
  const impUid = text(asked, "response", "imp_uid");
  const otp = await page.slot("otp").innerText();
  match(otp, /^\d{6}$/);
  equal(await page.slot("certification-state").innerText(), "진행 중");
  const done = await box.call("POST", `/certifications/otp/confirm/${impUid}`, { otp });
  equal(at(done, "response", "name"), "홍길동");
  await page.page.getByText("인증완료").waitFor();

  const english = await box.open(browsers, "/certifications", "en");
  equal(await english.title(), "Identity verification");
  equal(await english.slot("certification-state").innerText(), "Verified");
});

story("the buyer decides of an escrow delivery", async ({ browsers, box }) => {
  const paid = await box.pay({ merchant_uid: "escrow-1", pay_method: "trans", escrow: true });
  const impUid = text(paid, "imp_uid");
  const page = await box.open(browsers, `/payments/${impUid}`);
  await page.page.getByText(/아직 배송이 등록되지 않았습니다/).waitFor();
  const who = { name: "n", tel: "010-1234-5678", addr: "서울", postcode: "04524" };
  const sent = await box.call("POST", `/escrows/logis/${impUid}`, {
    sender: who,
    receiver: who,
    logis: { company: "CJGLS", invoice: "123456", sent_at: 1_769_828_400 },
  });
  equal(at(sent, "code"), 0, JSON.stringify(sent));
  await page.slot("escrow-status").waitFor();
  equal(await page.slot("escrow-status").innerText(), "배송 중");
  await page.slot("escrow-reason").fill("변심");
  await page.slot("escrow-4").click();
  await until(
    "it is refused",
    async () => (await page.slot("escrow-status").innerText()) === "구매 거절",
  );
  equal(at(await box.sandbox.get(`/payments/${impUid}/escrow`), "denied_reason"), "변심");
});

story(
  "product orders of 네이버페이 change their state by hand, in English",
  async ({ browsers, box }) => {
    const path = `/merchants/${box.sandbox.imp}/channels`;
    await box.sandbox.post(path, { name: "naver", provider: "naverco", mid: "m" });
    await box.pay({
      pg: "naverco",
      merchant_uid: "naver-1",
      pay_method: "naverpay",
      m_redirect_url: "https://shop.example/",
      naverProducts: [{ name: "하나" }, { name: "둘" }],
    });
    const found = await box.sandbox.get(`/merchants/${box.sandbox.imp}/payments?q=naver-1`);
    const impUid = text(list(found, "list")[0], "imp_uid");
    const page = await box.open(browsers, `/payments/${impUid}`, "en");
    await page.slot("tab-naver").click();
    const order = page.slot("product-order").first();
    equal(await order.locator('[data-slot="product-order-status"]').innerText(), "PAYED");
    await order.locator('[data-slot="naver-action"]').selectOption("request_cancel");
    await order.locator('[data-slot="naver-do"]').click();
    await page.page.getByText("It happened at Naver Pay.").waitFor();
    await until("it is cancelled", async () => !(await order.innerText()).includes("PAYED"));
  },
);
