import { describe, expect, it } from "vitest";
import type { Module } from "../api/channels.ts";
import { findProviders, isChannelName, isMid, meantMid, suggestedName } from "./channel-form.ts";

const module: Module = {
  name: "결제창",
  type: "payment",
  methods: ["card"],
  testMids: [
    { mid: "INIpayTest", name: "일반결제" },
    { mid: "INIBillTst", name: "정기결제" },
  ],
};

describe("channel form", () => {
  it.each(["INIpayTest", "my channel_1-a", "A", "이니시스 테스트", "가".repeat(20)])(
    "takes the name %j",
    (name) => {
      expect(isChannelName(name)).toBe(true);
    },
  );

  it.each(["", "   ", "a/b", "ㄱ", "x".repeat(61), "가".repeat(21)])(
    "refuses the name %j",
    (name) => {
      expect(isChannelName(name)).toBe(false);
    },
  );

  it("refuses a MID with spaces or of other letters", () => {
    expect(isMid("iamporttest_3")).toBe(true);
    expect(isMid("INI payTest")).toBe(false);
    expect(isMid("상점")).toBe(false);
    expect(isMid("")).toBe(false);
  });

  it("suggests a name that it would take", () => {
    const provider = { code: "html5_inicis", name: "KG이니시스", modules: [module], banks: [] };
    expect(isChannelName(suggestedName(provider, "INIpayTest"))).toBe(true);
  });

  it("knows the shared MID behind wrong capitals", () => {
    expect(meantMid(module, "INIPayTest")).toBe("INIpayTest");
    expect(meantMid(module, "INIpayTest")).toBeNull();
    expect(meantMid(module, "mine")).toBeNull();
    expect(["INIpayTst", "INIpayTesst", "INIbayTest"].map((mid) => meantMid(module, mid))).toEqual(
      Array(3).fill("INIpayTest"),
    );
    expect(
      ["INIpayLive", "INI", "INIBillTst", "payTestINI"].map((mid) => meantMid(module, mid)),
    ).toEqual(Array(4).fill(null));
  });

  it("finds a gateway by a part of its name or code", () => {
    const of = (code: string, name: string) => ({ code, name, modules: [], banks: [] });
    const all = [of("html5_inicis", "KG이니시스"), of("kcp_v2", "NHN KCP"), of("kcp", "NHN KCP")];
    const found = (typed: string) => findProviders(all, typed).map(({ code }) => code);
    expect(found("이니")).toEqual(["html5_inicis"]);
    expect(found("KCP v2")).toEqual(["kcp_v2"]);
    expect(found("")).toHaveLength(3);
    expect(found("없음")).toEqual([]);
  });
});
