import { beforeEach, expect, test } from "vitest";
import type { NewOrder } from "../api/shop.ts";
import { openedAnswer, problemAnswer, serve } from "../testing/answers.ts";
import { forgetOrder, keepBuyer, keptBuyer, keptOrder } from "./draft.ts";
import { placeOrder } from "./place-order.ts";

const form: NewOrder = {
  product_id: "sweatshirt",
  qty: 1,
  option: "M",
  method: "card",
  language: "ko",
  buyer: {
    name: "김나루",
    email: "naru@example.com",
    tel: "010-1234-5678",
    addr: "서울시 나루길 1",
    postcode: "04524",
  },
};

const opened = (): [number, unknown] => [200, openedAnswer()];
const refused = (code: string) => (): [number, unknown] => [409, problemAnswer(code)];

beforeEach(() => sessionStorage.clear());

test("a form becomes one order, however often and by whatever method it is paid", async () => {
  const asked = serve({ "/pay": opened, "/orders": opened });
  await placeOrder(form);
  await placeOrder({ ...form, method: "trans" });
  expect(asked.map(({ path }) => path)).toEqual([
    "/shop/api/orders",
    "/shop/api/orders/20261123-ABCDEFGH/pay?key=key1",
  ]);
  expect(asked[1]?.body).toEqual({ method: "trans", language: "ko" });
});

test("another form is another order", async () => {
  const asked = serve({ "/pay": opened, "/orders": opened });
  await placeOrder(form);
  await placeOrder({ ...form, buyer: { ...form.buyer, addr: "부산시 1" } });
  expect(asked.map(({ path }) => path)).toEqual(["/shop/api/orders", "/shop/api/orders"]);
});

test("an order that is paid already is shown, not paid again", async () => {
  const asked = serve({ "/pay": refused("order_already_paid"), "/orders": opened });
  await placeOrder(form);
  await expect(placeOrder(form)).resolves.toEqual({
    kind: "already_paid",
    key: { ref: "20261123-ABCDEFGH", key: "key1" },
  });
  expect(asked).toHaveLength(2);
});

test("an order that the server lost is made anew", async () => {
  const asked = serve({ "/pay": refused("order_not_found"), "/orders": opened });
  await placeOrder(form);
  await expect(placeOrder(form)).resolves.toMatchObject({ kind: "opened" });
  expect(asked.map(({ path }) => path).at(-1)).toBe("/shop/api/orders");
});

test("any other refusal makes no second order", async () => {
  const asked = serve({ "/pay": refused("channel_unknown"), "/orders": opened });
  await placeOrder(form);
  await expect(placeOrder(form)).rejects.toMatchObject({ code: "channel_unknown" });
  expect(asked).toHaveLength(2);
});

test("a paid order is forgotten, another one is not", async () => {
  serve({ "/orders": opened });
  await placeOrder(form);
  forgetOrder("20261123-OTHER");
  expect(keptOrder(form)).not.toBeNull();
  forgetOrder("20261123-ABCDEFGH");
  expect(keptOrder(form)).toBeNull();
});

test("what was typed is kept, and rubbish in the storage is not", () => {
  keepBuyer(form.buyer);
  expect(keptBuyer()).toEqual(form.buyer);
  sessionStorage.setItem("naru-buyer", '{"name":1}');
  expect(keptBuyer().name).toBe("");
  sessionStorage.setItem("naru-buyer", "{");
  expect(keptBuyer().name).toBe("");
});
