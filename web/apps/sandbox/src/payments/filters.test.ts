import { describe, expect, it } from "vitest";
import { exportHref } from "../api/payments.ts";
import {
  countDetailed,
  filterText,
  isFiltered,
  lastDays,
  lastPage,
  noFilter,
  readFilters,
  writeFilters,
} from "./filters.ts";

describe("readFilters", () => {
  it("has defaults for an empty address", () => {
    expect(readFilters(new URLSearchParams())).toEqual(noFilter);
  });

  it("reads what an address names", () => {
    const search = new URLSearchParams(
      "status=paid&q=%ED%99%8D&in=buyer_name&from=2026-11-01&min=1000&mode=test&kind=regular&page=3",
    );
    expect(readFilters(search)).toEqual({
      ...noFilter,
      status: "paid",
      q: "홍",
      in: "buyer_name",
      from: "2026-11-01",
      min: "1000",
      mode: "test",
      kind: "regular",
      page: 3,
    });
  });

  it.each(["0", "-1", "1.5", "x", "1e3", "99999999999"])("takes page %j as the first", (page) => {
    expect(readFilters(new URLSearchParams({ page })).page).toBe(1);
  });

  it.each([
    "status=stolen",
    "in=secret",
    "basis=now",
    "from=today",
    "to=2026-1-1",
    "min=1.5",
    "max=-1",
    "kind=all",
    "mode=prod",
    "provider=%3Cb%3E",
  ])("takes %s as nothing", (query) => {
    expect(readFilters(new URLSearchParams(query))).toEqual(noFilter);
  });
});

describe("writeFilters", () => {
  it("leaves defaults out and keeps what is not its own", () => {
    const before = new URLSearchParams("tab=cancel&status=paid&page=2&min=5");
    expect(writeFilters(before, noFilter).toString()).toBe("tab=cancel");
  });

  it("comes back as it was written", () => {
    const query = {
      ...noFilter,
      status: "cancelled",
      q: "a&b=c",
      basis: "requested",
      to: "2026-11-23",
      provider: "kakaopay",
      max: "9",
      page: 7,
    } as const;
    expect(readFilters(new URLSearchParams(filterText(query)))).toEqual(query);
  });
});

it("knows whether anything is left out, and how much of it is folded away", () => {
  expect(isFiltered({ ...noFilter, page: 3, basis: "requested" })).toBe(false);
  expect(isFiltered({ ...noFilter, min: "1" })).toBe(true);
  expect(countDetailed({ ...noFilter, q: "a", min: "1", mode: "live" })).toBe(2);
});

it("counts days in Korea, whatever the day is elsewhere", () => {
  const now = new Date("2026-11-22T15:00:00Z"); // midnight in Korea
  expect(lastDays(now, 1)).toEqual({ from: "2026-11-23", to: "2026-11-23" });
  expect(lastDays(now, 30)).toEqual({ from: "2026-10-25", to: "2026-11-23" });
});

it("asks a file for all pages of what is filtered", () => {
  expect(exportHref("imp1", { ...noFilter, q: "a b", page: 7 }, "csv", "en")).toBe(
    "/sandbox/merchants/imp1/payments/export?format=csv&lang=en&q=a+b&basis=status",
  );
});

describe("lastPage", () => {
  it("is one for an empty list and counts a begun page", () => {
    expect([lastPage(0), lastPage(20), lastPage(21)]).toEqual([1, 1, 2]);
  });
});
