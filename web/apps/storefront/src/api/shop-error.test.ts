import { expect, test, vi } from "vitest";
import { orderAnswer, problemAnswer, serve } from "../testing/answers.ts";
import { fetchCatalogue, fetchOrder } from "./shop.ts";

const key = { ref: "20261123-ABCDEFGH", key: "a&b" };

test("a problem keeps its code, its field and both sentences", async () => {
  serve({ "/products": () => [400, problemAnswer("bad_field", "buyer.tel")] });
  await expect(fetchCatalogue()).rejects.toMatchObject({
    code: "bad_field",
    field: "buyer.tel",
    sentence: { ko: "한국어", en: "English" },
  });
});

test("an answer of another shape is unreadable, not half read", async () => {
  serve({ [`/${key.ref}`]: () => [200, { order: { ...orderAnswer(), method: "cart" } }] });
  await expect(fetchOrder(key)).rejects.toMatchObject({ code: "answer_unreadable" });
});

test.each([
  ["a page instead of JSON", async () => new Response("<html>", { status: 502 })],
  [
    "no answer",
    async () => {
      throw new TypeError("Failed to fetch");
    },
  ],
])("%s means that the shop cannot be reached", async (_, fetched) => {
  vi.stubGlobal("fetch", fetched);
  await expect(fetchOrder(key)).rejects.toMatchObject({ code: "shop_unreachable" });
});

test("the key is escaped in the address", async () => {
  const asked = serve({ [`/${key.ref}`]: () => [200, { order: orderAnswer() }] });
  await fetchOrder(key);
  expect(asked[0]?.path).toBe("/shop/api/orders/20261123-ABCDEFGH?key=a%26b");
});
