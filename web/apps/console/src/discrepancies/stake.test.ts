import { describe, expect, it } from "vitest";
import type { Discrepancy, Side } from "../api/discrepancies.ts";
import { evidence, stake } from "./stake.ts";

const side = (part: Partial<NonNullable<Side>>): NonNullable<Side> => ({
  amount: 59_000,
  cancelled: 0,
  captured: 0,
  currency: "KRW",
  merchant_uid: "ord-1",
  pay_method: "card",
  pg: "html5_inicis.INIpayTest",
  status: "",
  test: true,
  ...part,
});

function discrepancy(ordered: Side, portone: Side): Discrepancy {
  return { evidence: { ordered, portone } } as Discrepancy;
}

describe("stake", () => {
  it("is what PortOne took and did not give back", () => {
    const portone = side({ amount: 100, captured: 100, cancelled: 40 });
    expect(stake(discrepancy(side({}), portone))).toEqual({ minor: 60, currency: "KRW" });
  });

  it("is unknown when nobody saw PortOne's side", () => {
    expect(stake(discrepancy(side({}), null))).toBeNull();
  });
});

describe("evidence", () => {
  const of = (ordered: Side, portone: Side) =>
    Object.fromEntries(evidence(ordered, portone).map(({ key, same }) => [key, same]));

  it("points at the amount that was forged and at nothing else", () => {
    const found = of(side({}), side({ amount: 100, captured: 100, status: "paid" }));
    expect(Object.entries(found).filter(([, same]) => same === false)).toEqual([["amount", false]]);
    expect(found.uid).toBe(true);
  });

  it("does not call the same number in another currency the same", () => {
    expect(of(side({}), side({ currency: "USD" })).amount).toBe(false);
  });

  it("compares nothing with a side that nobody saw", () => {
    expect(new Set(Object.values(of(side({}), null)))).toEqual(new Set([null]));
  });
});
