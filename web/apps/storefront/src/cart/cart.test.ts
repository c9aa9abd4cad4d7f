import { beforeEach, expect, test, vi } from "vitest";

const socks = { product_id: "socks", option: "", qty: 2 };

/** The module as a tab that was just opened has it. */
async function opened() {
  vi.resetModules();
  return import("./cart.ts");
}

beforeEach(() => localStorage.clear());

test("the cart outlives the tab", async () => {
  (await opened()).addToCart(socks, 10);
  expect((await opened()).readCart()).toEqual([socks]);
});

test("the same thing again is one line, up to the most there is", async () => {
  const { addToCart, readCart } = await opened();
  addToCart(socks, 10);
  addToCart({ ...socks, qty: 3 }, 10);
  addToCart({ ...socks, option: "M" }, 10);
  expect(readCart()).toEqual([
    { ...socks, qty: 5 },
    { ...socks, option: "M" },
  ]);
  addToCart({ ...socks, qty: 9 }, 10);
  expect(readCart()[0]?.qty).toBe(10);
});

test("none of a thing takes it out", async () => {
  const { addToCart, setQty, readCart } = await opened();
  addToCart(socks, 10);
  setQty(socks, 0);
  expect(readCart()).toEqual([]);
});

test("rubbish in the storage is not in the cart", async () => {
  localStorage.setItem(
    "naru-cart",
    JSON.stringify([socks, { ...socks, qty: 0 }, { ...socks, qty: 1.5 }, { qty: 1 }, "x", null]),
  );
  expect((await opened()).readCart()).toEqual([socks]);
  localStorage.setItem("naru-cart", "{");
  expect((await opened()).readCart()).toEqual([]);
});
