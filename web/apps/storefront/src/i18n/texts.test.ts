import { expect, test } from "vitest";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

/** Every text with its path; a text that takes an amount is tried with one. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("1원", "2원"))]];
  return Object.entries(value as object).flatMap(([key, part]) => flatten(part, `${path}.${key}`));
}

test("every text is there in both languages", () => {
  const korean = new Map(flatten(ko));
  const english = new Map(flatten(en));
  expect([...english.keys()].sort()).toEqual([...korean.keys()].sort());
  for (const [path, text] of [...korean, ...english]) {
    expect(text.trim(), path).not.toBe("");
  }
});

test("Korean texts are Korean and English ones are not", () => {
  const hangul = /[가-힣]/;
  const names = new Set([".otherLanguage"]);
  for (const [path, text] of flatten(ko)) {
    if (!names.has(path)) expect(hangul.test(text), `${path}: ${text}`).toBe(true);
  }
  for (const [path, text] of flatten(en)) {
    if (!names.has(path)) expect(hangul.test(text.replaceAll(/[12]원/g, "")), path).toBe(false);
  }
});
