import { describe, expect, it } from "vitest";
import { ko } from "../i18n/ko.ts";
import { actionName, kindOf, matches } from "./filter.ts";

const line = {
  n: 7,
  at: "2026-11-23T02:00:00Z",
  actor: "opr_1",
  actor_name: "김운영",
  action: "refund.asked",
  subject: "pay_9",
  detail: "12000 KRW 변심",
  hash: "00",
};

describe("matches", () => {
  it.each(["", "김운영", "변심 refund", "PAY_9"])("finds the line by %j", (words) => {
    expect(matches(line, words)).toBe(true);
  });

  it("asks for every word", () => {
    expect(matches(line, "김운영 로그인")).toBe(false);
  });
});

it.each([
  ["login.refused", "login"],
  ["second_factor.on", "login"],
  ["buyers.purged", "buyer"],
  ["moon.landed", "other"],
])("puts %s among %s", (action, kind) => {
  expect(kindOf(action)).toBe(kind);
});

it("shows an action without a name as it was written", () => {
  expect(actionName(ko.audit, "refund.asked")).toBe("환불 요청");
  expect(actionName(ko.audit, "moon.landed")).toBe("moon.landed");
});
