import { equal, match, ok } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { at, text } from "../support/json.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

story("the clock is turned, and what becomes due on the way is done", async ({ browsers, box }) => {
  const issued = await box.pay({
    merchant_uid: "account-1",
    pay_method: "vbank",
    outcome: "issue_account",
    vbank_due: "2026-02-03",
  });
  const impUid = text(issued, "imp_uid");
  const clock = await box.open(browsers, "/clock");
  const now = () => clock.slot("clock-now").locator("time").innerText();
  equal(await now(), "2026-01-31 12:00:00");
  equal(await clock.slot("clock-mode").innerText(), "멈춤");

  await clock.slot("clock-hour").click();
  await clock.slot("clock-done").waitFor();
  equal(
    await until("an hour on", async () => (await now()) !== "2026-01-31 12:00:00" && now()),
    "2026-01-31 13:00:00",
  );

  // It does not go back, and says so before it is tried.
  await clock.slot("clock-time").fill("2026-01-30T00:00");
  await clock.page.getByText("지금보다 이전 시각으로는 옮길 수 없습니다.").waitFor();
  ok(await clock.slot("clock-apply").isDisabled());

  await clock.slot("clock-time").fill("2026-02-01T09:30");
  await clock.slot("clock-apply").click();
  await until("the set time", async () => (await now()) === "2026-02-01 09:30:00");

  // The account's last moment is what happens next.
  match(await clock.slot("clock-next").innerText(), /가상계좌의 입금 기한이 지납니다/);
  match(await clock.slot("clock-next").innerText(), new RegExp(impUid));
  await clock.slot("clock-to-next").click();
  await until("the due time", async () => (await now()).startsWith("2026-02-0"));
  await clock.page.getByText("시간이 지나면 일어날 일이 없습니다.").waitFor();
  equal(at(await box.sandbox.payment(impUid), "status"), "ready", "no money came");
});

story("the clock is there in English", async ({ browsers, box }) => {
  const clock = await box.open(browsers, "/clock", "en");
  equal(await clock.title(), "Clock");
  equal(await clock.slot("clock-mode").innerText(), "Standing still");
  const before = at(await box.sandbox.get("/clock"), "now");
  await clock.page.getByRole("button", { name: "+1 day" }).click();
  await clock.page.getByText(/^Moved\./).waitFor();
  const moved =
    Date.parse(text(await box.sandbox.get("/clock"), "now")) - Date.parse(String(before));
  equal(moved, 24 * 60 * 60 * 1000);
});
