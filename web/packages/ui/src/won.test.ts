import { expect, test } from "vitest";
import { formatMoney, formatWon, won } from "./won.ts";

test("won has thousands separators in both languages", () => {
  expect(formatWon(won(59_000))).toBe("59,000원");
  expect(formatWon(won(1_234_567), "en")).toBe("₩1,234,567");
  expect(formatWon(won(0))).toBe("0원");
  expect(formatWon(won(-100))).toBe("-100원");
});

test.each([59_000.5, Number.NaN, "59000", null, 2 ** 53])("%s is no amount of won", (value) => {
  expect(() => won(value)).toThrow(TypeError);
});

test("other currencies keep their decimals", () => {
  expect(formatMoney({ minor: 1050, currency: "USD" })).toBe("10.50 USD");
  expect(formatMoney({ minor: 5, currency: "USD" })).toBe("0.05 USD");
  expect(formatMoney({ minor: -123_456_789, currency: "EUR" })).toBe("-1,234,567.89 EUR");
  expect(formatMoney({ minor: 1000, currency: "JPY" })).toBe("1,000 JPY");
});
