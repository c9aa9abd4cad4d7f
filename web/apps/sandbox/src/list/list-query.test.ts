import { expect, it } from "vitest";
import { readList, writeList } from "./list-query.ts";

const states = ["scheduled", "revoked"] as const;

it("reads what an address names, and the default of what it does not", () => {
  const read = (text: string) => readList(new URLSearchParams(text), states);
  expect(read("state=revoked&q=a%20b&page=2")).toEqual({ state: "revoked", q: "a b", page: 2 });
  expect(read("state=stolen&page=0")).toEqual({ state: "all", q: "", page: 1 });
});

it("begins at the first page when something else changes, and keeps what is not its own", () => {
  const before = new URLSearchParams("state=revoked&q=a&page=3&open=x");
  expect(writeList(before, { q: "b" }).toString()).toBe("state=revoked&q=b&open=x");
  expect(writeList(before, { page: 4 }).toString()).toBe("state=revoked&q=a&page=4&open=x");
  expect(writeList(before, { state: "all" }).toString()).toBe("q=a&open=x");
});
