import { describe, expect, it } from "vitest";
import type { WebhookSettings } from "../api/merchants.ts";
import { hostOf, isEndpoint, sameSettings } from "./webhook-form.ts";

describe("isEndpoint", () => {
  it.each(["", "http://localhost:4100/api/webhooks/portone", "https://shop.example/hook"])(
    "takes %j",
    (url) => {
      expect(isEndpoint(url)).toBe(true);
    },
  );

  it.each(["localhost:4100", "javascript:alert(1)", "ftp://a/b", "hook"])("refuses %j", (url) => {
    expect(isEndpoint(url)).toBe(false);
  });
});

it("names the host that must be allowed, without its port", () => {
  expect(hostOf("https://shop.example:8443/hook")).toBe("shop.example");
  expect(hostOf("hook")).toBe("");
});

describe("sameSettings", () => {
  const saved: WebhookSettings = {
    live: { url: "", contentType: "application/json" },
    test: { url: "http://a/", contentType: "application/json" },
    webhookFirst: false,
    retry: false,
    blocked: [],
  };

  it("sees no change where there is none", () => {
    expect(sameSettings(saved, structuredClone(saved))).toBe(true);
  });

  it("sees a change of every part", () => {
    const changed: WebhookSettings[] = [
      { ...saved, live: { ...saved.live, url: "http://b/" } },
      { ...saved, test: { ...saved.test, contentType: "application/x-www-form-urlencoded" } },
    ];
    expect(changed.map((draft) => sameSettings(draft, saved))).toEqual([false, false]);
  });
});
