import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { consoleStories } from "../support/console.ts";
import { at, list, text } from "../support/json.ts";
import { folder } from "../support/program.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

story(
  "a scenario made by form goes wrong so often, is switched, and is counted",
  async ({ browsers, box }) => {
    const page = await box.open(browsers, "/scenarios");
    await page.slot("no-scenarios").waitFor();
    await page.slot("scenario-add").click();
    await page.slot("scenario-effect").selectOption("decline");
    await page.slot("scenario-name-box").fill("한도 초과 한 번");
    await page.slot("scenario-do-code").fill("3112");
    await page.slot("scenario-when-merchant_uid").fill("poor-*");
    await page.slot("scenario-when-times").fill("soon"); // a number is wanted
    await page.slot("scenario-save").click();
    await page.slot("problem").waitFor();
    equal(list(await box.sandbox.get("/scenarios"), "list").length, 0, "nothing was made");
    await page.slot("scenario-when-times").fill("1");
    await page.slot("scenario-save").click();
    await page.slot("scenario-name").waitFor();
    match(await page.slot("scenario-counts").innerText(), /1번 남음/);

    equal(
      at(await box.pay({ merchant_uid: "rich-1" }), "success"),
      true,
      "another order is approved",
    );
    const poor = await box.pay({ merchant_uid: "poor-1" });
    equal(at(poor, "success"), false);
    await page.page.locator('[data-slot="scenario-state"]', { hasText: "다 씀" }).waitFor();
    await page.slot("scenario-deeds").locator("summary").click();
    match(
      await page.slot("scenario-deeds").innerText(),
      new RegExp(`poor-1\\s*${text(poor, "imp_uid")}`),
    );
    equal(at(await box.pay({ merchant_uid: "poor-2" }), "success"), true, "it was for one payment");

    // Off and on; being written anew it counts anew.
    await page.slot("scenario-flip").click();
    await page.page.locator('[data-slot="scenario-state"]', { hasText: "꺼짐" }).waitFor();
    equal(at(await box.pay({ merchant_uid: "poor-3" }), "success"), true);
    await page.slot("scenario-flip").click();
    await page.page.locator('[data-slot="scenario-state"]', { hasText: "켜짐" }).waitFor();
    equal(at(await box.pay({ merchant_uid: "poor-4" }), "success"), false);

    // Out to a file; what was changed in it comes in again.
    const saved = page.page.waitForEvent("download");
    await page.slot("scenario-export").click();
    const file = await saved;
    const said = readFileSync(await file.path(), "utf8");
    const home = folder();
    try {
      const path = join(home.path, "mine.json");
      writeFileSync(path, said.replace("한도 초과 한 번", "파일에서 온 것"));
      await page.slot("scenario-file").setInputFiles(path);
      await page.page.getByText("시나리오 1개를 불러왔습니다.").waitFor();
      writeFileSync(path, '{"scenarios":[{"name":"x","do":{"effect":"explode"}}]}');
      await page.slot("scenario-file").setInputFiles(path);
      await page.slot("problem").waitFor();
    } finally {
      home.remove();
    }
    await until("both are shown", async () => (await page.slot("scenario-name").count()) === 2);
    deepEqual(await page.slot("scenario-name").allInnerTexts(), [
      "한도 초과 한 번",
      "파일에서 온 것",
    ]);
    for (const _ of [1, 2]) {
      const before = await page.slot("scenario").count();
      await page.slot("scenario-remove").first().click();
      await until("one less", async () => (await page.slot("scenario").count()) === before - 1);
    }
    deepEqual(list(await box.sandbox.get("/scenarios"), "list"), []);
  },
);

story("switches and magic amounts are there in English", async ({ browsers, box }) => {
  const page = await box.open(browsers, "/scenarios", "en");
  equal(await page.title(), "Scenarios");
  await page.page.getByRole("checkbox", { name: "Hold webhooks" }).check();
  await until(
    "it is on",
    async () => at(await box.sandbox.get("/faults"), "hold_webhooks") === true,
  );
  await page.slot("fault-drop").fill("2");
  await page.slot("fault-drop-set").click();
  await page.page.getByText("The next 2 will be lost.").waitFor();
  await page.slot("scenario-magic").click();
  await page.page.getByText(/^Loaded\./).waitFor();
  ok((await page.slot("scenario").count()) > 10);
  equal(at(await box.pay({ merchant_uid: "magic-1", amount: 100_401 }), "success"), false);
  await box.sandbox.post("/scenarios/clear", {});
  await box.sandbox.faults({ hold_webhooks: false, drop_webhooks: 0 });
});
