import { expect, it } from "vitest";
import { append, KEEP, type Log, type LogEntry } from "./log.ts";

const empty: Log = { entries: [], last: 0, cut: false };

function entries(from: number, count: number): LogEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    seq: from + index,
    at: new Date(0),
    kind: "payment.paid",
    merchant: "",
    impUid: "",
    data: {},
  }));
}

it("puts what is newer before what is known", () => {
  const log = append(append(empty, entries(1, 2), 2), entries(3, 2), 4);
  expect(log.entries.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
  expect(log).toMatchObject({ last: 4, cut: false });
});

it("drops the oldest when there are too many, and says so", () => {
  const log = append(empty, entries(1, KEEP + 1), KEEP + 1);
  expect(log.entries).toHaveLength(KEEP);
  expect(log.entries.at(-1)?.seq).toBe(2);
  expect(log.cut).toBe(true);
});
