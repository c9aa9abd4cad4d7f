import { vi } from "vitest";

/** An order as the shop's server answers it, with what the test changes. */
export function orderAnswer(payment: object | null = {}, order: object = {}) {
  return {
    order_ref: "20261123-ABCDEFGH",
    state: "unpaid",
    created_at: "2026-11-23T01:00:00Z",
    stage: "awaiting_payment",
    lines: [
      {
        product_id: "sweatshirt",
        name: "기모 맨투맨",
        name_en: "Fleece sweatshirt",
        picture: "sweatshirt",
        option: "M",
        qty: 1,
        unit_price: 59_000,
        total: 59_000,
        tax_free: false,
      },
    ],
    totals: { goods: 59_000, shipping: 0, discount: 0, total: 59_000, coupon: "" },
    tax: { supply: 53_637, vat: 5_363, tax_free: 0 },
    cancellable: false,
    buyer: {
      name: "김나루",
      email: "naru@example.com",
      tel: "010-1234-5678",
      addr: "서울시 나루길 1",
      postcode: "04524",
    },
    method: "card",
    payment: payment === null ? null : { ...openPayment, ...payment },
    rejected: [],
    report: null,
    shipping: "waiting",
    stale: false,
    ...order,
  };
}

const openPayment = {
  id: "pay_1",
  merchant_uid: "20261123abc",
  state: "open",
  name: "기모 맨투맨 (M)",
  amount: 59_000,
  currency: "KRW",
  pay_method: "card",
  refunded: 0,
  cancellable: 0,
  virtual_account: null,
  failure: null,
  reason: null,
  receipt_url: null,
  card: null,
  imp_uid: null,
  refunds: [],
  paid_at: null,
};

export function openedAnswer() {
  return {
    order_ref: "20261123-ABCDEFGH",
    key: "key1",
    order: orderAnswer(),
    payment: openPayment,
    client_token: "ct_1",
    payment_server: "http://localhost:4100",
    checkout: { imp: "imp00000000", sdk_url: "x", request: { amount: 59_000, pg: "html5_inicis" } },
  };
}

type Served = { path: string; body: unknown };

/** A shop's server: answers each path by its end, and remembers what was sent. */
export function serve(routes: Readonly<Record<string, (body: unknown) => [number, unknown]>>) {
  const asked: Served[] = [];
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    const body: unknown = init?.body === undefined ? null : JSON.parse(String(init.body));
    asked.push({ path, body });
    const found = Object.entries(routes).find(([end]) => path.split("?")[0]?.endsWith(end));
    if (found === undefined) throw new TypeError(`nothing serves ${path}`);
    const [status, answer] = found[1](body);
    return new Response(JSON.stringify(answer), { status });
  });
  return asked;
}

export function problemAnswer(code: string, field?: string) {
  return { code, message_ko: "한국어", message_en: "English", ...(field && { field }) };
}
