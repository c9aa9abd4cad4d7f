import { describe, expect, it } from "vitest";
import { isChannelName, isMid, meantMid, suggestedName } from "./channel-form.ts";

const module = {
  name: "결제창",
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
  });
});
