import { beforeEach, expect, test } from "vitest";
import type { NewOrder } from "../api/shop.ts";
import { addToCart, readCart, takeOut } from "../cart/cart.ts";
import { openedAnswer, problemAnswer, serve } from "../testing/answers.ts";
import { emptyCartOf, forgetOrder, keptOrder } from "./draft.ts";
import { placeOrder } from "./place-order.ts";

const form: NewOrder = {
  items: [{ product_id: "sweatshirt", qty: 1, option: "M" }],
  coupon: "",
  consent: true,
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
  await placeOrder(form, true);
  await placeOrder({ ...form, method: "trans" }, true);
  expect(asked.map(({ path }) => path)).toEqual([
    "/shop/api/orders",
    "/shop/api/orders/20261123-ABCDEFGH/pay?key=key1",
  ]);
  expect(asked[1]?.body).toEqual({ method: "trans", language: "ko" });
});

test("another form is another order", async () => {
  const asked = serve({ "/pay": opened, "/orders": opened });
  await placeOrder(form, true);
  await placeOrder({ ...form, buyer: { ...form.buyer, addr: "부산시 1" } }, true);
  expect(asked.map(({ path }) => path)).toEqual(["/shop/api/orders", "/shop/api/orders"]);
});

test("an order that is paid already is shown, not paid again", async () => {
  const asked = serve({ "/pay": refused("order_already_paid"), "/orders": opened });
  await placeOrder(form, true);
  await expect(placeOrder(form, true)).resolves.toEqual({
    kind: "already_paid",
    key: { ref: "20261123-ABCDEFGH", key: "key1" },
  });
  expect(asked).toHaveLength(2);
});

test("an order that the server lost is made anew", async () => {
  const asked = serve({ "/pay": refused("order_not_found"), "/orders": opened });
  await placeOrder(form, true);
  await expect(placeOrder(form, true)).resolves.toMatchObject({ kind: "opened" });
  expect(asked.map(({ path }) => path).at(-1)).toBe("/shop/api/orders");
});

test("any other refusal makes no second order", async () => {
  const asked = serve({ "/pay": refused("channel_unknown"), "/orders": opened });
  await placeOrder(form, true);
  await expect(placeOrder(form, true)).rejects.toMatchObject({ code: "channel_unknown" });
  expect(asked).toHaveLength(2);
});

test("a paid order is forgotten, another one is not", async () => {
  serve({ "/orders": opened });
  await placeOrder(form, true);
  forgetOrder("20261123-OTHER");
  expect(keptOrder(form)).not.toBeNull();
  forgetOrder("20261123-ABCDEFGH");
  expect(keptOrder(form)).toBeNull();
});

test("what was bought leaves the cart once, and nothing else does", async () => {
  serve({ "/orders": opened });
  takeOut(readCart());
  const socks = { product_id: "socks", option: "", qty: 2 };
  for (const wish of [...form.items, socks]) addToCart(wish, 10);
  await placeOrder(form, true);
  emptyCartOf("20261123-OTHER");
  expect(readCart()).toHaveLength(2);
  emptyCartOf("20261123-ABCDEFGH");
  expect(readCart()).toEqual([socks]);
  for (const wish of form.items) addToCart(wish, 10);
  forgetOrder("20261123-ABCDEFGH");
  expect(readCart()).toHaveLength(2);
});

test("what is bought at once leaves the cart alone", async () => {
  serve({ "/orders": opened });
  takeOut(readCart());
  for (const wish of form.items) addToCart(wish, 10);
  await placeOrder(form, false);
  forgetOrder("20261123-ABCDEFGH");
  expect(readCart()).toEqual(form.items);
});
