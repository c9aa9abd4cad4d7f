import "reflect-metadata";
import { won } from "@naru/ui";
import { beforeEach, expect, test, vi } from "vitest";
import { PayError } from "./pay-error.ts";
import { PaymentService } from "./payment-service.ts";

/** checkout.request as the payment server answers it. */
const request = {
  pg: "html5_inicis.INIpayTest",
  pay_method: "card",
  merchant_uid: "20261123abc",
  name: "기모 맨투맨 (M)",
  amount: 59_000,
  currency: "KRW",
  buyer_name: "김나루",
  buyer_email: "naru@example.com",
  buyer_tel: "010-1234-5678",
  buyer_addr: "서울시 나루길 1",
  buyer_postcode: "04524",
  m_redirect_url: "http://localhost:4100/api/return?t=ct_1",
  notice_url: ["http://localhost:4100/api/webhooks/portone"],
  digital: false,
};

const honest = {
  merchantId: "20261123abc",
  product: { name: "기모 맨투맨 (M)", price: won(59_000) },
  buyer: {
    name: "김나루",
    email: "naru@example.com",
    phoneNumber: "010-1234-5678",
    address: "서울시 나루길 1",
    postalCode: "04524",
  },
  request,
};

const requestPay = vi.fn();

/** The window answers with this. */
function answers(response: object): void {
  requestPay.mockImplementation((_params, callback) => callback(response));
}

beforeEach(() => {
  requestPay.mockReset();
  Reflect.set(window, "IMP", { init: vi.fn(), request_pay: requestPay });
  Reflect.set(window, "env", { PORTONE_IMP: "imp00000000", PORTONE_PG_CODE: "html5_inicis.Other" });
});

test("what reaches request_pay is the server's checkout.request, unchanged", async () => {
  answers({ imp_uid: "imp_1", merchant_uid: "20261123abc", success: true });
  await new PaymentService().requestPayment(honest);
  expect(requestPay.mock.calls[0]?.[0]).toEqual(request);
});

test("without a buyer, the request's own buyer is left alone", async () => {
  answers({ imp_uid: "imp_1", merchant_uid: "20261123abc" });
  const { buyer: _, ...anonymous } = honest;
  await new PaymentService().requestPayment(anonymous);
  expect(requestPay.mock.calls[0]?.[0]).toEqual(request);
});

test("only a forged price makes the request differ", async () => {
  answers({ imp_uid: "imp_1", merchant_uid: "20261123abc" });
  await new PaymentService().requestPayment({
    ...honest,
    product: { ...honest.product, price: won(100) },
  });
  expect(requestPay.mock.calls[0]?.[0]).toEqual({ ...request, amount: 100 });
});

test("the configured PG is used when the request names no channel", async () => {
  answers({ imp_uid: "imp_1", merchant_uid: "20261123abc" });
  const { pg: _, ...without } = request;
  await new PaymentService().requestPayment({ ...honest, request: without });
  expect(requestPay.mock.calls[0]?.[0].pg).toBe("html5_inicis.Other");

  const keyed = { ...without, channelKey: "channel-key-1" };
  await new PaymentService().requestPayment({ ...honest, request: keyed });
  expect(requestPay.mock.calls[1]?.[0]).toEqual(keyed);
});

test.each([
  ["the full form", { success: true, imp_uid: "imp_1", merchant_uid: "m" }],
  ["ids alone", { imp_uid: "imp_1", merchant_uid: "m" }],
  ["empty errors", { imp_uid: "imp_1", merchant_uid: "m", error_code: "", error_msg: "" }],
])("a callback of %s resolves with the two ids", async (_, response) => {
  answers(response);
  await expect(new PaymentService().requestPayment(honest)).resolves.toEqual({
    merchantId: "m",
    transactionId: "imp_1",
  });
});

test.each([
  ["an error code alone", { imp_uid: null, merchant_uid: "m", error_code: "F1002" }, "F1002", ""],
  ["an error text alone", { imp_uid: "imp_1", merchant_uid: "m", error_msg: "취소" }, "", "취소"],
  ["success false alone", { success: false, imp_uid: "imp_1", merchant_uid: "m" }, "", ""],
  [
    "an error beside success",
    { success: true, imp_uid: "imp_1", merchant_uid: "m", error_code: "E" },
    "E",
    "",
  ],
])("a callback with %s rejects and keeps the callback", async (_, response, code, message) => {
  answers(response);
  const error = await new PaymentService().requestPayment(honest).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(PayError);
  expect(error).toMatchObject({ code, message, cause: response });
});

test("a script that did not load rejects before anything is sent", async () => {
  Reflect.deleteProperty(window, "IMP");
  const error = await new PaymentService().requestPayment(honest).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: "sdk_missing" });
  expect(requestPay).not.toHaveBeenCalled();
});
