import { expect, it } from "vitest";
import { labelled, ticks } from "./chart-scale.ts";

it.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [9, [0, 5, 10]],
  [59_000, [0, 20_000, 40_000, 60_000]],
])("steps an axis up to %d in round whole numbers", (most, expected) => {
  expect(ticks(most)).toEqual(expected);
});

it("never ends an axis below what is drawn on it", () => {
  for (const most of [1, 7, 13, 99, 101, 12_345, 987_654_321]) {
    const steps = ticks(most);
    expect(steps.at(-1)).toBeGreaterThanOrEqual(most);
    expect(steps.length).toBeLessThanOrEqual(6);
  }
});

it("labels the last day, and no more days than there is room for", () => {
  expect([...labelled(30, 300, 50)].sort((a, b) => a - b)).toEqual([4, 9, 14, 19, 24, 29]);
  expect(labelled(3, 300, 50).size).toBe(3);
});
