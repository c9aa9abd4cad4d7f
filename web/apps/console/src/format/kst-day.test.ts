import { expect, it } from "vitest";
import { lastDays, monthOf } from "./kst-day.ts";

it("counts days by Korea's midnight", () => {
  const late = new Date("2026-11-22T15:30:00Z");
  expect(lastDays(late, 1)).toEqual({ from: "2026-11-23", to: "2026-11-23" });
  expect(lastDays(late, 30)).toEqual({ from: "2026-10-25", to: "2026-11-23" });
});

it("knows the months, over the year's end too", () => {
  const january = new Date("2026-12-31T15:00:00Z");
  expect(monthOf(january, 0)).toEqual({ from: "2027-01-01", to: "2027-01-31" });
  expect(monthOf(january, 1)).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  expect(monthOf(new Date("2028-03-01T00:00:00Z"), 1).to).toBe("2028-02-29");
});
