import { deepEqual, equal, match } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { at, text } from "../support/json.ts";
import { Listener } from "../support/listener.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

story(
  "webhooks are found by state, and those that are picked are sent again",
  async ({ browsers, box }) => {
    const shop = await Listener.start();
    try {
      await box.pay({ merchant_uid: "untold-1" }); // no address is saved yet
      await box.sandbox.put(`/merchants/${box.sandbox.imp}/webhook`, {
        test: { url: `${shop.url}/hook` },
      });
      const told = await box.pay({ merchant_uid: "told-1" });
      await until("the shop hears of it", () => shop.heard.length === 1);

      const hooks = await box.open(browsers, "/hooks?q=untold");
      equal(await hooks.slot("count-unsent").innerText(), "1");
      await hooks.slot("hook-link").click();
      equal(await hooks.slot("delivery-note").innerText(), "웹훅 주소가 저장되어 있지 않습니다.");
      await hooks.page.keyboard.press("Escape");

      await hooks.slot("list-search-clear").click();
      await until("both are shown", async () => (await hooks.slot("pick").count()) === 2);
      await hooks.slot("pick-all").check();
      match(await hooks.slot("resend-picked").innerText(), /고른 2건/);
      await hooks.slot("resend-picked").click();
      await hooks.page.getByText("2건을 다시 보냈습니다.").waitFor();
      await until("the shop hears both", () => shop.heard.length === 3);
      const uids = shop.heard.map(({ body }) => text(JSON.parse(body), "merchant_uid"));
      deepEqual(uids.toSorted(), ["told-1", "told-1", "untold-1"]);
      equal(at(JSON.parse(shop.heard[0]?.body ?? ""), "imp_uid"), text(told, "imp_uid"));

      await until(
        "they are counted",
        async () => (await hooks.slot("count-delivered").innerText()) === "3",
      );
      await hooks.slot("filter-delivered").click();
      await hooks.slot("hook-event").selectOption("cancelled");
      await hooks.page.getByText("조건에 맞는 알림이 없습니다.").waitFor();
    } finally {
      await shop.stop();
    }
  },
);

story("why a webhook was not sent is said in English", async ({ browsers, box }) => {
  await box.sandbox.put(`/merchants/${box.sandbox.imp}/webhook`, {
    test: { url: "http://localhost:1/hook" },
  });
  await box.sandbox.faults({ drop_webhooks: 1 });
  await box.pay({ merchant_uid: "dropped-1" });
  const hooks = await box.open(browsers, "/hooks?q=dropped-1&state=dropped", "en");
  equal(await hooks.title(), "Webhooks sent");
  await hooks.page.getByRole("button", { name: "Paid", exact: true }).click();
  match(await hooks.slot("delivery-note").innerText(), /^A scenario dropped it/);
});
