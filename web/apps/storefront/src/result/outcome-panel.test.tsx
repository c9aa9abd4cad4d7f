import "reflect-metadata";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Reader } from "../api/read.ts";
import { parseOrder } from "../order/order.ts";
import { orderAnswer } from "../testing/answers.ts";
import { OutcomePanel } from "./outcome-panel.tsx";
import { RejectedBeside } from "./rejected.tsx";
import { Summary } from "./summary.tsx";

function panel(payment: object | null, order: object = {}): Document {
  const parsed = parseOrder(new Reader(orderAnswer(payment, order)));
  const html = renderToStaticMarkup(
    <>
      <OutcomePanel order={parsed} late={false} />
      <RejectedBeside rejections={parsed.rejected} />
      <Summary order={parsed} />
    </>,
  );
  return new DOMParser().parseFromString(html, "text/html");
}

function slot(page: Document, name: string): string {
  return page.querySelector(`[data-slot=${name}]`)?.textContent ?? "";
}

const account = {
  bank_code: "04",
  bank_name: "국민은행",
  number: "123-456",
  holder: "나루상점",
  due_at: "2026-11-26T14:59:00Z",
};

test.each<[string, object | null, string[]]>([
  ["unopened", null, ["결제가 시작되지 않았습니다", "돈은 나가지 않았습니다"]],
  ["open", {}, ["결제를 확인하고 있습니다"]],
  ["paid", { state: "paid", paid_at: "2026-11-23T01:02:03Z" }, ["완료", "2026-11-23 10:02:03 KST"]],
  ["failed", { state: "failed" }, ["승인되지 않았습니다", "나간 돈은 없습니다"]],
  ["expired", { state: "expired" }, ["기한이 지났습니다", "돌려드립니다"]],
  ["closed", { state: "closed" }, ["닫힌 결제", "돌려드립니다"]],
  ["refunded", { state: "refunded", refunded: 59_000 }, ["취소되었습니다", "59,000원을 전부"]],
  [
    "partly_refunded",
    { state: "partially_refunded", refunded: 9_000 },
    ["59,000원 가운데 9,000원을"],
  ],
  [
    "awaiting",
    { state: "awaiting_deposit", virtual_account: account },
    ["국민은행", "123-456", "59,000원", "2026-11-26 23:59:00 KST"],
  ],
  [
    "rejected",
    {
      state: "closed",
      reason: "payment_amount_mismatch",
      refunds: [{ id: "r", amount: 100, state: "succeeded" }],
    },
    ["주문 금액과 달라", "100원을 전부 돌려드렸습니다", "아직 결제되지 않았습니다"],
  ],
  ["rejected", { state: "closed", reason: "payment_new_reason" }, ["돌려드릴 돈은 없습니다"]],
])("%s says where the money is", (kind, payment, texts) => {
  const outcome = panel(payment).querySelector("[data-slot=outcome]");
  expect(outcome?.getAttribute("data-outcome")).toBe(kind);
  for (const text of texts) expect(outcome?.textContent).toContain(text);
});

test("whatever a PG or a product is called is shown as text", () => {
  const evil = "<script>alert(1)</script>";
  const lines = orderAnswer().lines.map((line) => ({ ...line, name: evil }));
  const page = panel({ state: "failed", failure: { code: "x", message: evil } }, { lines });
  expect(slot(page, "said")).toBe(evil);
  expect(slot(page, "goods")).toContain(evil);
  expect(page.querySelector("script")).toBeNull();
});

test("an account for a forged amount is not shown, whatever else is sent", () => {
  const page = panel({
    state: "closed",
    reason: "payment_amount_mismatch",
    virtual_account: account,
  });
  expect(page.body.textContent).not.toContain("123-456");
});
