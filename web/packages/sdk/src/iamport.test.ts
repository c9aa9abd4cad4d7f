import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Iamport, RequestPayParams, RequestPayResponse } from "../iamport.d.ts";
import { createIMP } from "./imp.ts";
import { until } from "./until.ts";

const sandbox = "http://localhost:4200";
const order: RequestPayParams = { pg: "html5_inicis", merchant_uid: "order-1", amount: 59_000 };
const paid = { success: true, imp_uid: "imp_1", merchant_uid: "order-1" };

let requests: { url: string; body: string }[];
let IMP: Iamport;

beforeEach(() => {
  requests = [];
  document.body.innerHTML = `<button id="pay">결제</button>`;
  vi.spyOn(console, "warn").mockImplementation(() => {});
  IMP = createIMP({ origin: sandbox, legacy: false });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The sandbox, answering each address with one body; an Error is a dead line. */
function answer(answers: Record<string, unknown>) {
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    requests.push({ url, body: String(init.body) });
    const body = answers[new URL(url).pathname];
    if (body instanceof Error) throw body;
    return { json: async () => body };
  });
}

function windowOf(kind: string) {
  return {
    "/checkout/v1/start": {
      window: { imp_uid: "imp_1", url: "/checkout/w/secret", kind, delivery: "callback" },
    },
  };
}

function pay(params: unknown = order): Promise<RequestPayResponse> {
  return new Promise((resolve) => IMP.request_pay(params as RequestPayParams, resolve));
}

function frame(): HTMLIFrameElement {
  const found = document.querySelector<HTMLIFrameElement>("#naru-pg-frame");
  if (found === null) throw new Error("no window is open");
  return found;
}

function post(data: unknown, source: Window | null = frame().contentWindow, origin = sandbox) {
  window.dispatchEvent(new MessageEvent("message", { data, origin, source }));
}

const result = { source: "naru-sandbox", type: "result", callback: paid };

test("the parameters reach the sandbox unchanged, with the shop's code", async () => {
  answer(windowOf("iframe"));
  IMP.init("imp12345678");
  const response = pay({ ...order, custom_data: { a: [1, null] }, amount: "59000" });
  await until(frame);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.url).toBe(`${sandbox}/checkout/v1/start`);
  expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
    user_code: "imp12345678",
    params: { ...order, custom_data: { a: [1, null] }, amount: "59000" },
    legacy: false,
    page_url: location.href,
  });
  post(result);
  expect(await response).toEqual(paid);
});

test("agency sends the tier, the versioned script says that it is old", async () => {
  answer(windowOf("iframe"));
  IMP = createIMP({ origin: sandbox, legacy: true });
  IMP.agency("imp12345678", "A1B");
  const response = pay();
  await until(frame);
  expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ tier_code: "A1B", legacy: true });
  post(result);
  await response;
});

test("the result closes the window and lets the page live again", async () => {
  answer(windowOf("iframe"));
  IMP.init("imp12345678");
  const button = document.querySelector<HTMLButtonElement>("#pay");
  button?.focus();
  const response = pay();
  await until(frame);
  expect(frame().src).toBe(`${sandbox}/checkout/w/secret`);
  expect(button?.hasAttribute("inert")).toBe(true);
  post(result);
  await response;
  expect(document.querySelector("#naru-pg-frame")).toBeNull();
  expect(button?.hasAttribute("inert")).toBe(false);
  expect(document.activeElement).toBe(button);
});

test.each([
  ["another origin", () => post(result, frame().contentWindow, "http://evil.example")],
  ["another window", () => post(result, window)],
  ["another sender", () => post({ ...result, source: "somebody" })],
  ["an unknown type", () => post({ ...result, type: "paid" })],
  ["no callback", () => post({ source: "naru-sandbox", type: "result" })],
])("a message of %s changes nothing", async (_, send) => {
  answer(windowOf("iframe"));
  IMP.init("imp12345678");
  const told = vi.fn();
  IMP.request_pay(order, told);
  await until(frame);
  send();
  await new Promise((resolve) => setTimeout(resolve));
  expect(frame().isConnected).toBe(true);
  expect(told).not.toHaveBeenCalled();
});

test("a window that lost the reply goes away and tells the shop nothing", async () => {
  answer(windowOf("iframe"));
  IMP.init("imp12345678");
  const told = vi.fn();
  IMP.request_pay(order, told);
  await until(frame);
  post({ source: "naru-sandbox", type: "close" });
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.querySelector("#naru-pg-frame")).toBeNull();
  expect(told).not.toHaveBeenCalled();
});

test("Escape closes the window as the buyer would", async () => {
  const closed = {
    success: false,
    imp_uid: "imp_1",
    merchant_uid: "order-1",
    error_msg: "사용자가 결제를 취소하셨습니다",
  };
  answer({ ...windowOf("iframe"), "/checkout/w/secret": { ...result, callback: closed } });
  IMP.init("imp12345678");
  const response = pay();
  await until(frame);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(await response).toEqual(closed);
  expect(requests[1]).toEqual({ url: `${sandbox}/checkout/w/secret`, body: "outcome=close" });
});

test("a closed window whose end nobody can tell is an error that says to ask the shop", async () => {
  answer({ ...windowOf("iframe"), "/checkout/w/secret": new TypeError("offline") });
  IMP.init("imp12345678");
  const response = pay();
  await until(frame);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(await response).toMatchObject({ error_code: "SDK_LOST", merchant_uid: "order-1" });
  expect(document.querySelector("#naru-pg-frame")).toBeNull();
});

test("a second request_pay is refused while a window is open, and works after it", async () => {
  answer(windowOf("iframe"));
  IMP.init("imp12345678");
  const first = pay();
  await until(frame);
  expect(await pay({ ...order, merchant_uid: "order-2" })).toMatchObject({
    success: false,
    error_code: "SDK_ALREADY_OPEN",
    imp_uid: null,
    merchant_uid: "order-2",
  });
  expect(requests).toHaveLength(1);
  post(result);
  await first;
  const third = pay();
  await until(frame);
  post(result);
  expect(await third).toEqual(paid);
});

test("a refusal reaches the callback and opens nothing", async () => {
  const refused = {
    success: false,
    error_code: "F1002",
    error_msg: "이미 결제가 이루어진 거래건입니다.",
    imp_uid: null,
    merchant_uid: "order-1",
  };
  answer({ "/checkout/v1/start": { refused: { callback: refused, redirect_url: null } } });
  IMP.init("imp12345678");
  expect(await pay()).toEqual(refused);
  expect(document.querySelector("iframe")).toBeNull();
});

test("a dead sandbox is an error in the callback, not silence", async () => {
  answer({ "/checkout/v1/start": new TypeError("fetch failed") });
  IMP.init("imp12345678");
  const response = await pay();
  expect(response).toMatchObject({ success: false, error_code: "SDK_UNREACHABLE", imp_uid: null });
  expect(response.error_msg).toMatch(/연결하지 못했습니다/);
});

test.each([
  ["before init", () => {}, order, "SDK_NOT_INITIALIZED"],
  ["after a wrong code", () => IMP.init("imp1234x"), order, "SDK_BAD_USER_CODE"],
  ["after a wrong tier", () => IMP.agency("imp12345678", "abc"), order, "SDK_BAD_TIER_CODE"],
  ["without parameters", () => IMP.init("imp12345678"), null, "SDK_BAD_PARAMS"],
  [
    "with what JSON cannot hold",
    () => IMP.init("imp12345678"),
    { ...order, amount: 1n },
    "SDK_BAD_PARAMS",
  ],
])("request_pay %s tells the callback and asks nobody", async (_, prepare, params, code) => {
  answer({});
  prepare();
  let returned = false;
  const response = pay(params).then((told) => {
    expect(returned).toBe(true);
    return told;
  });
  returned = true;
  expect(await response).toMatchObject({ success: false, error_code: code, imp_uid: null });
  expect(requests).toHaveLength(0);
});

test("a pop-up is opened within the click and loads the window after", async () => {
  const popup = { closed: false, close: vi.fn(), location: { replace: vi.fn() } };
  const open = vi.fn(() => popup);
  vi.stubGlobal("open", open);
  answer(windowOf("popup"));
  IMP.init("imp12345678");
  IMP.request_pay({ ...order, popup: true });
  expect(open).toHaveBeenCalledOnce();
  expect(popup.location.replace).not.toHaveBeenCalled();
  await until(() =>
    expect(popup.location.replace).toHaveBeenCalledWith(`${sandbox}/checkout/w/secret`),
  );
  expect(document.querySelector("iframe")).toBeNull();
});

test("a pop-up that the buyer closes is a closed window", async () => {
  const popup = { closed: false, close: vi.fn(), location: { replace: vi.fn() } };
  vi.stubGlobal("open", () => popup);
  const closed = { success: false, imp_uid: "imp_1", merchant_uid: "order-1" };
  answer({ ...windowOf("popup"), "/checkout/w/secret": { ...result, callback: closed } });
  IMP.init("imp12345678");
  const response = pay({ ...order, popup: true });
  await until(() => expect(popup.location.replace).toHaveBeenCalled());
  popup.closed = true;
  expect(await response).toEqual(closed);
});

test("a blocked pop-up becomes an overlay", async () => {
  vi.stubGlobal("open", () => null);
  answer(windowOf("popup"));
  IMP.init("imp12345678");
  const response = pay({ ...order, popup: true });
  await until(frame);
  post(result);
  expect(await response).toEqual(paid);
});

test("its functions need no this", async () => {
  answer(windowOf("iframe"));
  const { init, request_pay } = IMP;
  init("imp12345678");
  request_pay(order);
  await until(frame);
  expect(requests).toHaveLength(1);
});

test("init again with the same code is silent, with another it warns and the last counts", async () => {
  answer(windowOf("iframe"));
  IMP.init("imp12345678");
  IMP.init("imp12345678");
  expect(console.warn).not.toHaveBeenCalled();
  IMP.init("imp87654321");
  expect(console.warn).toHaveBeenCalledOnce();
  IMP.request_pay(order);
  await until(frame);
  expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ user_code: "imp87654321" });
});

test("on a phone no pop-up flashes up, whatever the parameters say", async () => {
  const open = vi.fn();
  vi.stubGlobal("open", open);
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (iPhone) Mobile");
  answer(windowOf("iframe"));
  IMP.init("imp12345678");
  IMP.request_pay({ ...order, popup: true });
  await until(frame);
  expect(open).not.toHaveBeenCalled();
});
