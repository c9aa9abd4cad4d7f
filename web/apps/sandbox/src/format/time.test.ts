import { expect, it } from "vitest";
import { clockKST } from "./time.ts";

it("shows day and time in Korea with milliseconds, past midnight too", () => {
  expect(clockKST(new Date("2026-11-22T15:05:09.041Z"))).toBe("11-23 00:05:09.041");
});
