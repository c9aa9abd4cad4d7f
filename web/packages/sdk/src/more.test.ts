import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type {
  CertificationParams,
  CertificationResponse,
  Iamport,
  RequestPayResponse,
  UIType,
} from "../iamport.d.ts";
import { createIMP } from "./imp.ts";
import { until } from "./until.ts";

const sandbox = "http://localhost:4200";
const person: CertificationParams = { pg: "danal", merchant_uid: "cert-1" };
const order = { pg: "paypal_v2", merchant_uid: "order-1", amount: 10, currency: "USD" };
const certified = {
  success: true,
  error_code: null,
  error_msg: null,
  imp_uid: "imp_1",
  merchant_uid: "cert-1",
};

let requests: { url: string; body: string }[];
let IMP: Iamport;

beforeEach(() => {
  requests = [];
  document.body.innerHTML = "";
  vi.spyOn(console, "warn").mockImplementation(() => {});
  IMP = createIMP({ origin: sandbox, legacy: false });
  IMP.init("imp12345678");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The sandbox: each address answers its bodies in turn, the last one for good. */
function answer(answers: Record<string, unknown[]>) {
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    requests.push({ url, body: String(init.body) });
    const left = answers[new URL(url).pathname] ?? [];
    const body = left.length > 1 ? left.shift() : left[0];
    return { json: async () => body };
  });
}

function windowOf(kind: string, path = "certify") {
  return {
    [`/checkout/v1/${path}`]: [{ window: { imp_uid: "imp_1", url: "/checkout/c/secret", kind } }],
  };
}

function popup() {
  const opened = { closed: false, close: vi.fn(), location: { replace: vi.fn() } };
  const open = vi.fn(() => opened);
  vi.stubGlobal("open", open);
  return { opened, open };
}

function certify(params = person): Promise<CertificationResponse> {
  return new Promise((resolve) => IMP.certification(params, resolve));
}

function overlay(): HTMLIFrameElement {
  const found = document.querySelector<HTMLIFrameElement>("#naru-pg-frame");
  if (found === null) throw new Error("no window");
  return found;
}

function post(data: unknown, source: unknown) {
  window.dispatchEvent(
    new MessageEvent("message", { data, origin: sandbox, source: source as Window }),
  );
}

test("a certification on a PC opens its pop-up within the click", async () => {
  const { opened, open } = popup();
  const closed = { ...certified, success: false, error_msg: "취소" };
  answer({
    ...windowOf("popup"),
    "/checkout/c/secret": [{ source: "naru-sandbox", type: "result", callback: closed }],
  });
  const told = certify();
  expect(open).toHaveBeenCalledOnce();
  await until(() => expect(opened.location.replace).toHaveBeenCalled());
  opened.closed = true;
  expect(await told).toEqual(closed);
  expect(requests[0]?.url).toBe(`${sandbox}/checkout/v1/certify`);
  expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({
    user_code: "imp12345678",
    params: person,
  });
});

test("a certification whose pop-up was blocked stands over the page", async () => {
  vi.stubGlobal("open", () => null);
  answer(windowOf("popup"));
  const told = certify();
  const frame = await until(overlay);
  post({ source: "naru-sandbox", type: "result", callback: certified }, frame.contentWindow);
  expect(await told).toEqual(certified);
});

test("a certification on a phone leaves the page, and opens no pop-up unless it is asked for", async () => {
  const { open } = popup();
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (iPhone) Mobile");
  const assign = vi.fn();
  vi.stubGlobal("location", { href: "http://shop.test/", origin: "http://shop.test", assign });
  answer(windowOf("page"));
  IMP.certification({ ...person, m_redirect_url: "http://shop.test/done" });
  await until(() => expect(assign).toHaveBeenCalledWith(`${sandbox}/checkout/c/secret`));
  expect(open).not.toHaveBeenCalled();
});

test("a certification on a phone with popup: true opens one within the tap", async () => {
  const { open, opened } = popup();
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (iPhone) Mobile");
  answer(windowOf("popup"));
  IMP.certification({ ...person, popup: true });
  expect(open).toHaveBeenCalledOnce();
  await until(() => expect(opened.location.replace).toHaveBeenCalled());
});

test("a certification that is refused closes its pop-up and tells the callback", async () => {
  const { opened } = popup();
  const refused = { ...certified, success: false, imp_uid: null, error_msg: "없습니다." };
  answer({ "/checkout/v1/certify": [{ refused: { callback: refused, redirect_url: null } }] });
  expect(await certify()).toEqual(refused);
  expect(opened.close).toHaveBeenCalled();
});

test("a certification before init is told so, and asks nobody", async () => {
  popup();
  answer({});
  IMP = createIMP({ origin: sandbox, legacy: false });
  expect(await certify()).toMatchObject({
    success: false,
    error_code: "SDK_NOT_INITIALIZED",
    merchant_uid: "cert-1",
  });
  expect(requests).toHaveLength(0);
});

test("a window whose shop is being asked stays open, and can be closed afterwards", async () => {
  const closed = { success: false, imp_uid: "imp_1", merchant_uid: "order-1" };
  const busy = { source: "naru-sandbox", type: "busy" };
  answer({
    ...windowOf("iframe", "start"),
    "/checkout/c/secret": [busy, { source: "naru-sandbox", type: "result", callback: closed }],
  });
  const told = vi.fn();
  IMP.request_pay(order, told);
  const frame = await until(overlay);
  const press = () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  press();
  await until(() => expect(requests).toHaveLength(2));
  await new Promise((resolve) => setTimeout(resolve));
  expect(frame.isConnected).toBe(true);
  expect(told).not.toHaveBeenCalled();
  post(busy, frame.contentWindow);
  expect(frame.isConnected).toBe(true);
  press();
  await until(() => expect(told).toHaveBeenCalledWith(closed));
  expect(frame.isConnected).toBe(false);
});

test("a pop-up that is gone while the shop is asked is closed as soon as it can be", async () => {
  const { opened } = popup();
  opened.closed = true;
  answer({
    ...windowOf("popup"),
    "/checkout/c/secret": [
      { source: "naru-sandbox", type: "busy" },
      { source: "naru-sandbox", type: "result", callback: certified },
    ],
  });
  expect(await certify()).toEqual(certified);
  expect(requests).toHaveLength(3);
});

function load(uiType: string, params: unknown = order): Promise<RequestPayResponse> {
  return new Promise((resolve) => IMP.loadUI(uiType as UIType, params as never, resolve));
}

const container = (type = "") =>
  `<div class="portone-ui-container" data-portone-ui-type="${type}"></div>`;

test.each([
  ["no container", "", "paypal-spb", "portone-ui-container를 찾을 수 없습니다."],
  [
    "two containers of other types",
    container() + container("paypal-rt"),
    "paypal-spb",
    "data-portone-ui-type에 올바른 UI 타입을 입력해주세요.",
  ],
  [
    "two containers of its type",
    container("paypal-spb") + container("paypal-spb"),
    "paypal-spb",
    "동일한 data-portone-ui-type을 갖는 DOM element가 2개 이상 존재합니다.",
  ],
  ["an unknown type", container(), "kakaopay", "지원하지 않는 UI 타입입니다."],
])("loadUI with %s renders nothing and says so", async (_, html, uiType, message) => {
  document.body.innerHTML = html;
  const told = await load(uiType);
  expect(told.error_msg).toContain(message);
  expect(document.querySelector("button")).toBeNull();
});

test.each([
  ["the only container, whatever it says", container("")],
  ["the one of its type among others", container("paypal-rt") + container("paypal-spb")],
])("loadUI renders its button into %s, which pays each time", async (_, html) => {
  document.body.innerHTML = html;
  const { open, opened } = popup();
  answer({
    "/checkout/v1/start": [
      { refused: { callback: { imp_uid: null, merchant_uid: "order-1" }, redirect_url: null } },
    ],
  });
  const told = vi.fn();
  IMP.loadUI("paypal-spb", order, told);
  const button = document.querySelector<HTMLButtonElement>("button");
  const type = button?.parentElement?.dataset.portoneUiType;
  expect(type === "" || type === "paypal-spb").toBe(true);
  expect(requests).toHaveLength(0);
  button?.click();
  expect(open, "PayPal's pop-up opens within the click").toHaveBeenCalledOnce();
  await until(() => expect(told).toHaveBeenCalledTimes(1));
  expect(opened.close).toHaveBeenCalled();
  IMP.updateLoadUIRequest("paypal-spb", { ...order, amount: 20 });
  button?.click();
  await until(() => expect(told).toHaveBeenCalledTimes(2));
  expect(requests.map(({ body }) => JSON.parse(body).params.amount)).toEqual([10, 20]);
});

test("updateLoadUIRequest of what was not loaded warns and changes nothing", () => {
  IMP.updateLoadUIRequest("paypal-rt", order);
  expect(console.warn).toHaveBeenCalledWith(expect.stringContaining("loadUI has rendered"));
});

test("loadUI again takes the place of the first button", async () => {
  document.body.innerHTML = container();
  IMP.loadUI("paypal-spb", order);
  IMP.loadUI("paypal-spb", { ...order, language: "en" });
  const buttons = Array.from(document.querySelectorAll("button"), (one) => one.textContent);
  expect(buttons).toEqual(["Pay with PayPal"]);
});

test("loadModule rejects plainly", async () => {
  await expect(IMP.loadModule("naver", { userCode: "imp12345678" })).rejects.toThrow(
    /naver: 샌드박스는 이 모듈을 알지 못합니다/,
  );
});
