import { afterEach, expect, test, vi } from "vitest";
import type { Iamport } from "../iamport.d.ts";
import { until } from "./until.ts";

const page = window as unknown as { IMP?: Iamport };
const order = { pg: "kakaopay", merchant_uid: "order-1", amount: 100 };

afterEach(() => {
  delete page.IMP;
  document.head.innerHTML = "";
  vi.unstubAllGlobals();
});

/** Reads the script as a page does that has it at this address. */
async function load(src: string): Promise<Iamport | undefined> {
  const script = document.createElement("script");
  // A type that no browser runs: only the address matters here.
  script.type = "text/plain";
  script.src = src;
  document.head.append(script);
  vi.resetModules();
  await import("./iamport.ts");
  return page.IMP;
}

/** The requests that a page's request_pay sends, and where it sends the browser. */
function listen(answer: unknown) {
  const requests: { url: string; legacy: boolean }[] = [];
  const assign = vi.fn();
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    requests.push({ url, legacy: JSON.parse(String(init.body)).legacy });
    return { json: async () => answer };
  });
  vi.stubGlobal("location", { href: "http://shop.test/", origin: "http://shop.test", assign });
  vi.spyOn(console, "warn").mockImplementation(() => {});
  return { requests, assign };
}

test.each([
  ["http://localhost:4200/v1/iamport.js", false],
  ["http://localhost:4200/js/iamport.payment-1.2.0.js?v=3", true],
])("%s talks to where it came from", async (src, legacy) => {
  const { requests } = listen({ refused: { callback: {}, redirect_url: null } });
  const IMP = await load(src);
  IMP?.init("imp12345678");
  IMP?.request_pay(order);
  await until(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual({ url: "http://localhost:4200/checkout/v1/start", legacy });
});

test.each([
  ["https://cdn.iamport.kr/v1/iamport.js", "https://service.iamport.kr"],
  ["https://cdn.iamport.kr:8443/v1/iamport.js", "https://cdn.iamport.kr:8443"],
  ["https://my-cdn.iamport.kr.test/v1/iamport.js", "https://my-cdn.iamport.kr.test"],
])("under PortOne's own name %s talks to %s", async (src, service) => {
  const { requests, assign } = listen({
    window: { imp_uid: "imp_1", url: "/checkout/w/secret", kind: "page", delivery: "redirect" },
  });
  const IMP = await load(src);
  IMP?.init("imp12345678");
  IMP?.request_pay(order);
  await until(() => expect(assign).toHaveBeenCalledWith(`${service}/checkout/w/secret`));
  expect(requests[0]?.url).toBe(`${service}/checkout/v1/start`);
});

test("a page that loads the script twice keeps the first object", async () => {
  const first = await load("http://localhost:4200/v1/iamport.js");
  const second = await load("http://localhost:4200/js/iamport.payment-1.2.0.js");
  expect(first).toBeDefined();
  expect(second).toBe(first);
});

test("on a phone the page itself goes to the window, at the script's own origin", async () => {
  const url = "http://localhost:4200/checkout/w/secret";
  const { assign } = listen({
    window: { imp_uid: "imp_1", url, kind: "page", delivery: "redirect" },
  });
  const IMP = await load("http://192.168.0.7:4200/v1/iamport.js");
  IMP?.init("imp12345678");
  IMP?.request_pay(order);
  await until(() =>
    expect(assign).toHaveBeenCalledWith("http://192.168.0.7:4200/checkout/w/secret"),
  );
});

test.each([
  ["http://shop.test/done?error_msg=x", true],
  ["javascript:alert(1)", false],
  [null, false],
])("without a callback a refusal goes to %s: %s", async (redirectURL, goes) => {
  const { requests, assign } = listen({
    refused: { callback: { error_msg: "x" }, redirect_url: redirectURL },
  });
  const IMP = await load("http://localhost:4200/v1/iamport.js");
  IMP?.init("imp12345678");
  IMP?.request_pay(order);
  await until(() => expect(requests).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve));
  expect(assign.mock.calls).toEqual(goes ? [[redirectURL]] : []);
});
