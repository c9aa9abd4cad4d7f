import { expect, it } from "vitest";
import { pagesBefore } from "./cursor-pager.tsx";

it("takes cursors from the history, and nothing else that may stand there", () => {
  expect(pagesBefore({ before: ["", "c1"] })).toEqual(["", "c1"]);
  expect(pagesBefore({ before: [1] })).toEqual([]);
  expect(pagesBefore({ scroll: 3 })).toEqual([]);
  expect(pagesBefore(null)).toEqual([]);
});
