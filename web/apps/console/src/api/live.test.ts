import { expect, it } from "vitest";
import { hear } from "./live.ts";

it("keeps the place of an event, and hears changes only", () => {
  const place = { last: "" };
  expect(hear('id: 7\nevent: change\ndata: {"kind":"payment"}', place)).toBe(true);
  expect(place.last).toBe("7");
  expect(hear(": still here", place)).toBe(false);
  expect(place.last).toBe("7");
});
