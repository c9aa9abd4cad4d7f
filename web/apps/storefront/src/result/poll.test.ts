import { won } from "@naru/ui";
import { expect, test } from "vitest";
import type { Outcome } from "../order/outcome.ts";
import { pollAfter, waitingFor } from "./poll.ts";

test("an open payment is looked at after 1, 2 and 4 seconds, more slowly, and no more at last", () => {
  const pauses: number[] = [];
  for (let looks = 0; ; looks++) {
    const pause = pollAfter("open", looks);
    if (pause === null) break;
    pauses.push(pause);
  }
  expect(pauses.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses.length).toBeLessThan(20);
});

test.each<[Outcome, string | null]>([
  [{ kind: "open", said: null }, "open"],
  [{ kind: "open", said: "취소" }, "open"],
  [{ kind: "unopened" }, null],
  [{ kind: "failed", said: null }, null],
  [{ kind: "expired" }, null],
  [{ kind: "rejected", id: "p", reason: "x", refunds: [] }, null],
  [
    {
      kind: "rejected",
      id: "p",
      reason: "x",
      refunds: [{ id: "r", amount: won(1), state: "under_way" }],
    },
    "giving_back",
  ],
  [{ kind: "paid", amount: won(1), at: null, card: null, receipt: null }, null],
])("%j waits for %s", (outcome, wait) => {
  expect(waitingFor({ outcome, rejected: [] })).toBe(wait);
});

test("a paid order waits while a second payment is being given back", () => {
  const outcome: Outcome = { kind: "paid", amount: won(1), at: null, card: null, receipt: null };
  const refunds = [{ id: "r", amount: won(1), state: "under_way" as const }];
  const rejected = [{ id: "pay_2", reason: "payment_duplicate", refunds }];
  expect(waitingFor({ outcome, rejected })).toBe("giving_back");
});
