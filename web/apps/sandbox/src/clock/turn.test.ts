import { expect, it } from "vitest";
import { fromBox, nextMinute, toBox } from "./turn.ts";

it("shows and reads a time box in Korean time, over midnight too", () => {
  const at = new Date("2025-12-31T15:30:59.999Z");
  expect(toBox(at)).toBe("2026-01-01T00:30");
  expect(fromBox("2026-01-01T00:30")).toBe("2026-01-01T00:30:00+09:00");
  expect(new Date(fromBox("2026-01-01T00:30:05") ?? "")).toEqual(new Date("2025-12-31T15:30:05Z"));
});

it("reads no time from what is none", () => {
  for (const text of ["", "2026-01-01", "2026-13-01T00:00", "2026-01-01T25:00", "soon"]) {
    expect(fromBox(text)).toBeNull();
  }
});

it("offers a minute that does not lie behind the clock", () => {
  expect(nextMinute(new Date("2026-01-01T00:00:00.001Z"))).toEqual(
    new Date("2026-01-01T00:01:00Z"),
  );
  expect(nextMinute(new Date("2026-01-01T00:01:00Z"))).toEqual(new Date("2026-01-01T00:01:00Z"));
});
