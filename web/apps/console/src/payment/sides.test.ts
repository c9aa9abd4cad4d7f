import { expect, it } from "vitest";
import type { Payment, PortOneSide } from "../api/payments.ts";
import { agreed, sides } from "./sides.ts";

const payment = {
  state: "partially_refunded",
  amount: 59_000,
  captured: 59_000,
  refunded: 9_000,
  currency: "KRW",
  merchant_uid: "order1",
  pay_method: "card",
  pg: "kcp.A52CY",
} as Payment;

const portone: PortOneSide = {
  status: "paid",
  amount: 59_000,
  captured: 59_000,
  cancelled: 9_000,
  currency: "KRW",
  merchant_uid: "order1",
  pay_method: "card",
  pg: "kcp.A52CY",
};

it("agrees where both sides say the same", () => {
  const rows = sides(payment, portone);
  expect(agreed(rows)).toBe(true);
  expect(rows.find(({ key }) => key === "left")).toEqual({
    key: "left",
    ours: 50_000,
    theirs: 50_000,
    same: true,
  });
});

it.each([
  ["amount", { amount: 100 }],
  ["refunded", { cancelled: 0 }],
  ["state", { status: "failed" }],
  ["uid", { merchant_uid: "order2" }],
  ["currency", { currency: "USD" }],
] as const)("marks a different %s", (key, other) => {
  const rows = sides(payment, { ...portone, ...other });
  expect(agreed(rows)).toBe(false);
  expect(rows.find((row) => row.key === key)?.same).toBe(false);
});

it("says nothing where PortOne was not heard", () => {
  expect(agreed(sides(payment, null))).toBeNull();
});
