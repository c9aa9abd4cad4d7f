import { describe, expect, it } from "vitest";
import { bodyOf, type Draft, fileOf, type Scenario } from "../api/scenarios.ts";
import { left } from "./left.ts";

const draft: Draft = {
  name: "한도 초과",
  off: false,
  effect: "decline",
  when: { amount: "59000", times: "2", pg: "" },
  do: { code: "3112", after: "true" },
};

describe("bodyOf", () => {
  it("sends counts as numbers, amounts by their digits, and nothing that is empty", () => {
    expect(bodyOf(draft)).toEqual({
      name: "한도 초과",
      off: false,
      when: { amount: "59000", times: 2 },
      do: { effect: "decline", code: "3112", after: true },
    });
  });

  it("sends what is no number as it was typed, to be refused", () => {
    expect(bodyOf({ ...draft, when: { times: "soon" } }).when).toEqual({ times: "soon" });
  });

  it("makes the file that --scenarios takes", () => {
    expect(JSON.parse(fileOf([draft]))).toEqual({ scenarios: [bodyOf(draft)] });
  });
});

it("counts how often a scenario will still be applied", () => {
  const of = (part: Partial<Scenario>) =>
    left({ ...draft, id: "", set: "", seen: 0, applied: 0, ...part });
  expect(of({ when: {} })).toBeNull();
  expect(of({ when: { times: "3" }, applied: 1 })).toBe(2);
  expect(of({ when: { times: "3" }, applied: 3 })).toBe(0);
  expect(of({ when: { nth: "2" }, seen: 1 })).toBe(1);
  expect(of({ when: { nth: "2", times: "5" }, seen: 2, applied: 1 })).toBe(0);
});
