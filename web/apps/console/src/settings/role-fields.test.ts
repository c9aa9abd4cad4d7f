import { expect, it } from "vitest";
import { limitOf } from "./role-fields.tsx";

it.each([
  ["", null],
  [" ", null],
  ["0", 0],
  ["300,000", 300_000],
  ["300,000원", 300_000],
  ["-1", undefined],
  ["많이", undefined],
])("reads the limit %j as %j", (typed, expected) => {
  expect(limitOf(typed)).toBe(expected);
});
