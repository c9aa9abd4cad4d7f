import { expect, it } from "vitest";
import type { Payment, PortOneSeen } from "../api/payments.ts";
import { agreed, seenOf, sides } from "./sides.ts";

const payment = {
  state: "partially_refunded",
  amount: 59_000,
  captured: 59_000,
  refunded: 9_000,
  currency: "KRW",
  imp_uid: "imp_2",
  pay_method: "card",
  pg: "kcp.A52CY",
} as Payment;

const portone: PortOneSeen = {
  imp_uid: "imp_2",
  receipt_url: null,
  approval: null,
  cancellations: [],
  card: null,
  fail_reason: null,
  paid_at: null,
  pg_tid: null,
  status: "paid",
  amount: 59_000,
  captured: 59_000,
  cancelled: 9_000,
  currency: "KRW",
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
  ["currency", { currency: "USD" }],
] as const)("marks a different %s", (key, other) => {
  const rows = sides(payment, { ...portone, ...other });
  expect(agreed(rows)).toBe(false);
  expect(rows.find((row) => row.key === key)?.same).toBe(false);
});

it("looks at the attempt that paid, not at one that failed before or after", () => {
  const other = { ...portone, imp_uid: "imp_3", status: "failed" } as const;
  expect(seenOf(payment, [portone, other])).toBe(portone);
  expect(seenOf({ ...payment, imp_uid: null }, [portone, other])).toBe(other);
  expect(seenOf(payment, [])).toBeNull();
});

it("says nothing where PortOne was not heard", () => {
  expect(agreed(sides(payment, null))).toBeNull();
});
