import { expect, it } from "vitest";
import type { DeskRefund } from "../api/payments.ts";
import { DecisionKey, givenBy, limitOf, newestRefund, stays } from "./refund-state.ts";

it.each([
  ["viewer", null, 1, "never"],
  ["operator", null, 9_999_999, "free"],
  ["operator", 50_000, 50_000, "free"],
  ["operator", 50_000, 50_001, "above"],
  ["admin", 50_000, 50_001, "twice"],
  ["admin", null, 9_999_999, "free"],
] as const)("a %s with limit %s may give back %d: %s", (role, refund_limit, amount, expected) => {
  expect(limitOf({ role, refund_limit }, amount)).toBe(expected);
});

it("counts what the operator gave back before, and nobody else's", () => {
  const refund = (asked_by: string, amount: number, state: string) =>
    ({ asked_by, amount, state }) as DeskRefund;
  const refunds = [
    refund("opr_1 김", 9000, "succeeded"),
    refund("opr_1 김", 500, "rejected"),
    refund("opr_12 이", 700, "succeeded"),
    refund("", 300, "succeeded"),
  ];
  expect(givenBy("opr_1", refunds)).toBe(9000);
});

it("reckons what stays", () => {
  expect(stays({ captured: 59_000, refunded: 9_000 }, 20_000)).toBe(30_000);
});

it("keeps the key of a decision until it is answered", () => {
  const decision = new DecisionKey();
  const key = decision.of({ amount: 1 });
  expect(key).toMatch(/^console-[0-9a-f]{32}$/);
  expect(decision.of({ amount: 1 })).toBe(key);
  expect(decision.of({ amount: 2 })).not.toBe(key);
  const second = decision.of({ amount: 2 });
  decision.settled();
  expect(decision.of({ amount: 2 })).not.toBe(second);
});

it("finds what was given back last", () => {
  const refund = (id: string, created_at: string) => ({ id, created_at }) as DeskRefund;
  expect(newestRefund([refund("a", "2026-11-01"), refund("b", "2026-11-02")])?.id).toBe("b");
  expect(newestRefund([])).toBeNull();
});
