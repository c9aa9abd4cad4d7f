import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { consoleStories } from "../support/console.ts";
import { text } from "../support/json.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

story("payments are found by what a shop knows of them", async ({ browsers, box }) => {
  const cheap = await box.pay({
    merchant_uid: "cheap-1",
    amount: 1000,
    buyer_tel: "010-1111-1111",
  });
  const dear = await box.pay({ merchant_uid: "dear-1", amount: 59_000, name: "맨투맨" });
  await box.pay({ merchant_uid: "kakao-1", pg: "kakaopay", pay_method: "kakaopay", amount: 7000 });
  await box.pay({ merchant_uid: "failed-1", outcome: "decline_limit", amount: 2000 });

  const list = await box.open(browsers, "/payments");
  const { page } = list;
  const shown = () =>
    page
      .locator("[data-row]")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row")));
  const found = (n: number) =>
    until(`${n} are found`, async () => (await shown()).length === n && (await shown()));

  await found(4);
  equal(await list.slot("count-paid").innerText(), "3");

  // One field, and the beginning of its value.
  await list.slot("payment-field").selectOption("buyer_tel");
  await list.slot("payment-search").fill("010-1111");
  await list.slot("payment-search-submit").click();
  deepEqual(await found(1), [text(cheap, "imp_uid")]);
  match(page.url(), /in=buyer_tel/);
  await list.slot("payment-clear").click();
  await found(4);

  // Gateway, then amount; the tabs count what is left.
  await page.locator('[data-slot="payment-details"] > summary').click();
  await list.slot("payment-provider").selectOption("html5_inicis");
  await found(3);
  await list.slot("payment-min").fill("2,000");
  await list.slot("payment-min").press("Enter");
  await found(2);
  equal(await list.slot("count-failed").innerText(), "1");
  await list.slot("filter-paid").click();
  deepEqual(await found(1), [text(dear, "imp_uid")]);

  // The address holds all of it, and so does the file.
  await page.reload();
  deepEqual(await found(1), [text(dear, "imp_uid")]);
  const saved = page.waitForEvent("download");
  await list.slot("export-csv").click();
  const file = await saved;
  match(file.suggestedFilename(), /^payments-imp\d{8}-20260131\.csv$/);
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  equal(lines.length, 2);
  ok(
    lines[0]?.startsWith("\ufeff결제상태,UID,MID"),
    "the mark by which Excel knows UTF-8, then the heading",
  );
  ok(lines[1]?.includes("dear-1,맨투맨,홍길동"), lines[1]);
  const excel = page.waitForEvent("download");
  await list.slot("export-xlsx").click();
  const book = readFileSync(await (await excel).path());
  equal(book.subarray(0, 2).toString(), "PK");

  // By the sandbox's own day, not this computer's.
  await list.slot("payment-clear").click();
  await list.slot("payment-days-1").click();
  await until("today stands in the address", () => page.url().includes("from=2026-01-31"));
  await found(4);
  await list.slot("payment-to").fill("2026-01-30");
  await list.slot("payment-from").fill("2026-01-01");
  await found(0);
  await page.getByText("조건에 맞는 결제가 없습니다.").waitFor();
});

story("the search is there in English", async ({ browsers, box }) => {
  const paid = await box.pay({ merchant_uid: "english-1", buyer_name: "Mary" });
  const list = await box.open(browsers, "/payments?in=buyer_name&q=Mar", "en");
  await list.row(text(paid, "imp_uid")).waitFor();
  equal(await list.title(), "Payment list");
  equal(await list.page.locator("[data-row]").count(), 1);
  ok(await list.page.getByRole("combobox", { name: "Search in" }).isVisible());
  const saved = list.page.waitForEvent("download");
  await list.slot("export-csv").click();
  const file = readFileSync(await (await saved).path(), "utf8");
  ok(file.startsWith("\ufeffStatus,imp_uid,"), file.slice(0, 60));
});
