import { expect, it } from "vitest";
import { isFiltered, noFilter, readFilter, writeFilter } from "./filters.ts";

const read = (text: string) => readFilter(new URLSearchParams(text));

it("reads what an address names, and nothing of what it makes up", () => {
  expect(read("q=010-1111&state=paid&method=card&pg=kcp.A52&from=2026-11-01")).toEqual({
    ...noFilter,
    q: "010-1111",
    state: "paid",
    method: "card",
    pg: "kcp.A52",
    from: "2026-11-01",
  });
  expect(read("state=stolen&method=%3Cb%3E&from=yesterday")).toEqual(noFilter);
});

it("begins at the first page when a filter changes, and keeps the others", () => {
  const before = new URLSearchParams("state=paid&q=kim&cursor=abc");
  expect(writeFilter(before, { q: "lee" }).toString()).toBe("state=paid&q=lee");
  expect(writeFilter(before, { state: "" }).toString()).toBe("q=kim");
});

it("knows whether anything is left out", () => {
  expect(isFiltered(noFilter)).toBe(false);
  expect(isFiltered({ ...noFilter, pg: "kcp" })).toBe(true);
});
