import { deepEqual, equal, match, ok } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { text } from "../support/json.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

story(
  "the log shows one order from its window to its cancel, oldest first",
  async ({ browsers, box }) => {
    const paid = await box.pay({ merchant_uid: "order-77" });
    await box.pay({ merchant_uid: "order-7" });
    const impUid = text(paid, "imp_uid");
    await box.call("POST", "/payments/cancel", { imp_uid: impUid, reason: "변심" });

    const record = await box.open(browsers, "/record");
    await record.slot("record-order").fill("order-77");
    await record.slot("record-sort").selectOption("oldest");
    const kinds = () =>
      record
        .slot("record-entry")
        .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-kind")));
    const shown = await until("only what tells of it", async () => {
      const all = await kinds();
      return all[0] === "window.opened" && all.includes("payment.cancelled") && all;
    });
    ok(shown.indexOf("window.opened") < shown.indexOf("payment.paid"), shown.join(" "));
    ok(shown.indexOf("payment.paid") < shown.indexOf("payment.cancelled"), shown.join(" "));
    equal(shown.filter((kind) => kind === "window.opened").length, 1, "order-7 is another order");

    // Only the REST request; its bodies raw and readable, and a command that makes it again.
    await record.slot("record-kind").locator('input[value="request"]').check();
    deepEqual(await kinds(), ["rest.request"]);
    await record.slot("record-toggle").click();
    const body = record.slot("record-body");
    match(await body.innerText(), /"imp_uid":"imp_/);
    await body.getByRole("button", { name: "보기 좋게" }).first().click();
    match(await body.innerText(), /"imp_uid": "imp_/);
    await record.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await record.slot("copy-curl").click();
    const curl = await record.page.evaluate(() => navigator.clipboard.readText());
    match(curl, /^curl -X POST 'http.*\/payments\/cancel'/);

    // The address holds the filters.
    await record.page.reload();
    await until("it is the same again", async () => (await kinds()).join() === "rest.request");
    await record.slot("record-search").fill("no such word");
    await record.page.getByText("조건에 맞는 기록이 없습니다.").waitFor();
  },
);

story("the log grows while it is looked at, in English", async ({ browsers, box }) => {
  const record = await box.open(browsers, "/record?order=live-1", "en");
  equal(await record.title(), "Log");
  equal(await record.slot("record-entry").count(), 0);
  await box.pay({ merchant_uid: "live-1" });
  await record.slot("record-entry").first().waitFor();
  match(await record.slot("record-total").innerText(), /entries|entry/);
});
