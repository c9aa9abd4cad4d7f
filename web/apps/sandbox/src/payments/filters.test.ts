import { describe, expect, it } from "vitest";
import { filterText, lastPage, readFilters, writeFilters } from "./filters.ts";

describe("readFilters", () => {
  it("has defaults for an empty address", () => {
    expect(readFilters(new URLSearchParams())).toEqual({ status: "all", q: "", page: 1 });
  });

  it("reads what an address names", () => {
    const search = new URLSearchParams("status=paid&q=%ED%99%8D%EA%B8%B8%EB%8F%99&page=3");
    expect(readFilters(search)).toEqual({ status: "paid", q: "홍길동", page: 3 });
  });

  it.each(["0", "-1", "1.5", "x", "1e3", "99999999999"])("takes page %j as the first", (page) => {
    expect(readFilters(new URLSearchParams({ page })).page).toBe(1);
  });

  it("takes an unknown status as all", () => {
    expect(readFilters(new URLSearchParams("status=stolen")).status).toBe("all");
  });
});

describe("writeFilters", () => {
  it("leaves defaults out and keeps what is not its own", () => {
    const before = new URLSearchParams("tab=cancel&status=paid&page=2");
    expect(writeFilters(before, { status: "all", q: "", page: 1 }).toString()).toBe("tab=cancel");
  });

  it("comes back as it was written", () => {
    const query = { status: "cancelled", q: "a&b=c", page: 7 } as const;
    expect(readFilters(new URLSearchParams(filterText(query)))).toEqual(query);
  });
});

describe("lastPage", () => {
  it("is one for an empty list and counts a begun page", () => {
    expect([lastPage(0), lastPage(20), lastPage(21)]).toEqual([1, 1, 2]);
  });
});
