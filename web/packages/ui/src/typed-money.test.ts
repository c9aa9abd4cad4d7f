import { describe, expect, it } from "vitest";
import { majorText, minus, money, readMoney } from "./typed-money.ts";

describe("readMoney", () => {
  it.each([
    ["59000", 59000],
    ["59,000", 59000],
    [" 59,000원 ", 59000],
    ["0", 0],
  ])("reads %j as won", (typed, minor) => {
    expect(readMoney(typed, "KRW")).toEqual({ minor, currency: "KRW" });
  });

  it.each(["", "-1", "1.5", "1e3", "5,90", "abc", "99999999999999999999"])(
    "refuses %j",
    (typed) => {
      expect(readMoney(typed, "KRW")).toBeNull();
    },
  );

  it("reads decimals of dollars by text", () => {
    expect(readMoney("0.29", "USD")).toEqual({ minor: 29, currency: "USD" });
    expect(readMoney("10.5", "USD")).toEqual({ minor: 1050, currency: "USD" });
    expect(readMoney("10.555", "USD")).toBeNull();
  });
});

describe("minus", () => {
  it("takes away in one currency", () => {
    expect(minus(money(59000, "KRW"), money(9000, "KRW")).minor).toBe(50000);
  });

  it("refuses to mix currencies", () => {
    expect(() => minus(money(1, "KRW"), money(1, "USD"))).toThrow();
  });
});

describe("majorText", () => {
  it.each([
    [59000, "KRW", "59000"],
    [1050, "USD", "10.50"],
    [5, "USD", "0.05"],
  ])("writes %d of %s as %s", (minor, currency, text) => {
    expect(majorText(money(minor, currency))).toBe(text);
  });
});
