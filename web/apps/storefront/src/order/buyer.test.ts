import { expect, test } from "vitest";
import { digits, wrongFields } from "./buyer.ts";

const good = {
  name: "김나루",
  email: "naru@example.com",
  tel: "010-1234-5678",
  addr: "서울시 나루길 1",
  postcode: "04524",
};

test("a whole buyer is right", () => {
  expect(wrongFields(good)).toEqual([]);
  expect(wrongFields({ ...good, name: " 김나루 ", tel: "+82 10 1234 5678" })).toEqual([]);
});

test.each([
  ["name", " "],
  ["name", "가".repeat(41)],
  ["email", "naru"],
  ["email", "naru@example"],
  ["email", `${"a".repeat(60)}@example.com`],
  ["tel", "010-1234"],
  ["tel", "12345678901"],
  ["tel", "전화"],
  ["addr", ""],
  ["addr", "가".repeat(129)],
  ["postcode", "4524"],
  ["postcode", "0452a"],
] as const)("%s %j is wrong", (field, text) => {
  expect(wrongFields({ ...good, [field]: text })).toEqual([field]);
});

test("a phone number's digits are the same however it is written", () => {
  for (const tel of ["01012345678", "010-1234-5678", "+82 10 1234 5678", "+82(0)10.1234.5678"]) {
    expect(digits(tel)).toBe("01012345678");
  }
});
