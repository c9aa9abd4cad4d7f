import { equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Operator } from "../support/operator.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();

story(
  "a payment appears by itself, and goes into the month's files",
  async ({ browsers, demo }) => {
    const operator = await Operator.in(browsers, demo, { path: "/payments" });
    const { page } = operator;
    await page.getByText("아직 결제가 없습니다").waitFor();
    const shopper = new Shopper(await browsers.fresh(), demo);
    const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
    const window = await shopper.window();
    await window.choose("approve");
    await shopper.outcome("paid");
    // Nobody touches the operator's page.
    await operator.slot("status-paid").waitFor();

    await operator.slot("export").click();
    await operator.slot("export-format").locator('input[value="csv"]').check();
    const saved = page.waitForEvent("download");
    await operator.slot("export-start").click();
    const file = await saved;
    match(file.suggestedFilename(), /^payments-\d{4}-\d{2}-01-\d{4}-\d{2}-\d{2}\.csv$/);
    const text = readFileSync(await file.path(), "utf8");
    ok(text.startsWith("\ufeff"), "the mark by which Excel knows UTF-8");
    ok(text.includes(opened.merchantUid), text);
    await operator.slot("export-done").waitFor();
    await operator.slot("export-format").locator('input[value="xlsx"]').check();
    const book = page.waitForEvent("download");
    await operator.slot("export-start").click();
    equal(
      readFileSync(await (await book).path())
        .subarray(0, 2)
        .toString(),
      "PK",
    );
  },
);

story(
  "a server that is away is said to be, and comes back by itself",
  async ({ browsers, demo }) => {
    const operator = await Operator.in(browsers, demo);
    await operator.slot("live-open").waitFor();
    await operator.page.route("**/console/api/**", (route) => route.abort());
    await operator.go("");
    await until("it says so", async () => (await operator.slot("away").count()) > 0);
    await operator.page.unroute("**/console/api/**");
    await operator.slot("today-paid").waitFor();
    equal(await operator.slot("away-banner").count(), 0);
  },
);
