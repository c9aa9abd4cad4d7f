import { expect, it } from "vitest";
import { ko } from "../i18n/ko.ts";
import { duration, span, withoutTail } from "./spans.ts";

it.each([
  [0, "0초"],
  [59.6, "1분"],
  [42, "42초"],
  [90, "1분 30초"],
  [3600, "1시간"],
  [5400, "1시간 30분"],
  [90_000, "1일 1시간"],
])("writes %d seconds as %s", (seconds, text) => {
  expect(duration(seconds, ko.home.units)).toBe(text);
});

it("names the bars by their bounds, so that none seems to hold another", () => {
  expect(span(0, 30, ko.home)).toBe("30초 이내");
  expect(span(30, 60, ko.home)).toBe("30초 ~ 1분");
  expect(span(600, null, ko.home)).toBe("10분 초과");
});

it("leaves out the noughts at the end, and none in between", () => {
  const counts = (...all: number[]) => all.map((count) => ({ count }));
  expect(withoutTail(counts(3, 0, 1, 0, 0))).toEqual(counts(3, 0, 1));
  expect(withoutTail(counts(0, 0))).toEqual([]);
});
