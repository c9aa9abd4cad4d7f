import { expect, it } from "vitest";
import { ko } from "../i18n/ko.ts";
import { duration } from "./spans.ts";

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
