import "reflect-metadata";
import { expect, test, vi } from "vitest";
import { Reader } from "../api/read.ts";
import { openedAnswer, orderAnswer, problemAnswer, serve } from "../testing/answers.ts";
import { parseOpened } from "./opened.ts";
import { pay } from "./pay.ts";
import { PayError } from "./pay-error.ts";
import type { PaymentRequest, PaymentService } from "./payment-service.ts";

const opened = parseOpened(new Reader(openedAnswer()));
const honest = { forgeAmount: false, loseCallback: false, payTwice: false, slow: false };
const answered = { "/complete": (): [number, unknown] => [200, { order: orderAnswer() }] };

function service(window: (request: PaymentRequest) => Promise<object>) {
  const requestPayment = vi.fn(window);
  return { service: { requestPayment } as unknown as PaymentService, requestPayment };
}

const paid = service(async () => ({ merchantId: "m", transactionId: "imp_1" }));

test("after a payment the shop's server is asked, with the ids as hints", async () => {
  const asked = serve(answered);
  await pay(opened, paid.service, honest);
  expect(asked).toEqual([
    {
      path: "/shop/api/orders/20261123-ABCDEFGH/complete?key=key1",
      body: { payment_id: "pay_1", imp_uid: "imp_1" },
    },
  ]);
  expect(paid.requestPayment.mock.calls[0]?.[0]).toMatchObject({
    merchantId: "20261123abc",
    product: { name: "기모 맨투맨 (M)", price: 59_000 },
    buyer: { phoneNumber: "010-1234-5678", postalCode: "04524" },
  });
});

test("after an error of the window the server is asked all the same", async () => {
  const asked = serve(answered);
  const { service: failing } = service(async () => {
    throw new PayError("F0004", "한도초과", { imp_uid: "imp_2" });
  });
  await pay(opened, failing, honest);
  expect(asked[0]?.body).toEqual({
    payment_id: "pay_1",
    imp_uid: "imp_2",
    error_code: "F0004",
    error_msg: "한도초과",
  });
});

test("the drawer's forged amount reaches the window and nothing else", async () => {
  const asked = serve(answered);
  const { service: window, requestPayment } = service(async () => ({ transactionId: "imp_1" }));
  await pay(opened, window, { ...honest, forgeAmount: true });
  expect(requestPayment.mock.calls[0]?.[0]).toMatchObject({
    product: { name: "기모 맨투맨 (M)", price: 100 },
    request: { amount: 59_000 },
  });
  expect(asked[0]?.body).toEqual({ payment_id: "pay_1", imp_uid: "imp_1" });
});

test("a lost callback tells the server nothing", async () => {
  const asked = serve(answered);
  await pay(opened, paid.service, { ...honest, loseCallback: true });
  expect(asked).toEqual([]);
});

test("a missing SDK is the page's to say; the server has nothing to look for", async () => {
  const asked = serve(answered);
  const { service: missing } = service(async () => {
    throw new PayError("sdk_missing", "", null);
  });
  await expect(pay(opened, missing, honest)).rejects.toMatchObject({ code: "sdk_missing" });
  expect(asked).toEqual([]);
});

test("a server that is away is an error with both sentences", async () => {
  serve({ "/complete": () => [503, problemAnswer("payment_server_unavailable")] });
  await expect(pay(opened, paid.service, honest)).rejects.toMatchObject({
    code: "payment_server_unavailable",
    sentence: { ko: "한국어", en: "English" },
  });
});
