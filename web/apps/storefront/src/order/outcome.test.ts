import { expect, test } from "vitest";
import { Reader } from "../api/read.ts";
import { orderAnswer } from "../testing/answers.ts";
import { parseOrder } from "./order.ts";

function outcome(payment: object | null, order: object = {}) {
  return parseOrder(new Reader(orderAnswer(payment, order))).outcome;
}

const report = (error_code: string, error_msg: string) => ({
  report: { payment_id: "pay_1", imp_uid: "", error_code, error_msg, at: "2026-11-23T01:00:00Z" },
});

const account = {
  bank_code: "04",
  bank_name: "국민은행",
  number: "123-456",
  holder: null,
  due_at: "2026-11-26T14:59:00Z",
};

test("an order whose payment was never opened", () => {
  expect(outcome(null)).toEqual({ kind: "unopened" });
});

test.each([
  ["nothing said", {}, {}, null],
  ["the window's text", {}, report("F1", "한도초과"), "한도초과"],
  ["the window's code", {}, report("F1", ""), "F1"],
  ["a report without an error", {}, report("", ""), null],
  [
    "PortOne's words first",
    { failure: { code: "x", message: "카드 정지" } },
    report("F", "말"),
    "카드 정지",
  ],
])("an open payment with %s", (_, payment, order, said) => {
  expect(outcome(payment, order)).toEqual({ kind: "open", said });
});

test("an issued account waits for its deposit", () => {
  expect(outcome({ state: "awaiting_deposit", virtual_account: account })).toEqual({
    kind: "awaiting",
    amount: 59_000,
    account: {
      bank: "국민은행",
      number: "123-456",
      holder: null,
      due: new Date("2026-11-26T14:59:00Z"),
    },
  });
});

test("an account that the server does not show is not shown", () => {
  expect(outcome({ state: "closed", reason: "payment_amount_mismatch" })).toEqual({
    kind: "rejected",
    id: "pay_1",
    reason: "payment_amount_mismatch",
    refunds: [],
  });
});

test("a paid order shows card, time and a receipt of the web alone", () => {
  const paid = {
    state: "paid",
    paid_at: "2026-11-23T01:02:03Z",
    card: { name: "신한카드", number: "5428-****", quota: 0, approval: "1" },
    receipt_url: "https://iniweb.inicis.com/receipt",
  };
  expect(outcome(paid)).toEqual({
    kind: "paid",
    amount: 59_000,
    at: new Date("2026-11-23T01:02:03Z"),
    card: { name: "신한카드", number: "5428-****" },
    receipt: "https://iniweb.inicis.com/receipt",
  });
  expect(outcome({ ...paid, receipt_url: "javascript:alert(1)" })).toMatchObject({ receipt: null });
});

test("money that was rejected shows its refunds, but not one that was refused", () => {
  const refunds = [
    { id: "rfd_1", amount: 100, state: "succeeded" },
    { id: "rfd_2", amount: 100, state: "rejected" },
    { id: "rfd_3", amount: 100, state: "unknown" },
    { id: "rfd_4", amount: 100, state: "needs_human" },
  ];
  expect(outcome({ state: "closed", reason: "payment_late", refunds })).toMatchObject({
    kind: "rejected",
    refunds: [
      { id: "rfd_1", state: "done" },
      { id: "rfd_3", state: "under_way" },
      { id: "rfd_4", state: "stuck" },
    ],
  });
});

test("a failed payment is failed whatever its reason", () => {
  expect(outcome({ state: "failed", reason: "payment_failed" })).toEqual({
    kind: "failed",
    said: null,
  });
});

test.each(["expired", "closed"])("%s without a reason is just that", (state) => {
  expect(outcome({ state })).toEqual({ kind: state });
});

test("refunds, whole and in part", () => {
  expect(outcome({ state: "refunded", refunded: 59_000 })).toMatchObject({ kind: "refunded" });
  expect(outcome({ state: "partially_refunded", refunded: 9_000 })).toMatchObject({
    kind: "partly_refunded",
    refunded: 9_000,
  });
});

test.each([
  ["a price in decimals", { amount: 0.5 }],
  ["a price as a text", { amount: "59000" }],
  ["no state", { state: null }],
])("%s is refused at the boundary", (_, payment) => {
  expect(() => outcome(payment)).toThrow(TypeError);
});

test("money beside the payment that counts is told of with its refunds", () => {
  const refunds = [{ id: "rfd_1", amount: 59_000, state: "succeeded" }];
  const rejected = [{ id: "pay_0", reason: "payment_late", refunds }];
  const order = parseOrder(new Reader(orderAnswer({ state: "paid" }, { rejected })));
  expect(order.outcome.kind).toBe("paid");
  expect(order.rejected).toEqual([
    {
      id: "pay_0",
      reason: "payment_late",
      refunds: [{ id: "rfd_1", amount: 59_000, state: "done" }],
    },
  ]);
});
