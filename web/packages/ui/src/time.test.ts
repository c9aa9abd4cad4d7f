import { expect, test } from "vitest";
import { formatKST, formatUTC, fromUnix } from "./time.ts";

test("a time is read in KST whatever the visitor's zone is, and exactly in UTC", () => {
  const at = new Date("2026-11-22T15:30:05.123Z");
  expect(formatKST(at)).toBe("2026-11-23 00:30:05");
  expect(formatUTC(at)).toBe("2026-11-22 15:30:05.123 UTC");
});

test("UNIX second 0 is no time", () => {
  expect(fromUnix(0)).toBeNull();
  expect(fromUnix(null)).toBeNull();
  expect(fromUnix(1)?.toISOString()).toBe("1970-01-01T00:00:01.000Z");
});
