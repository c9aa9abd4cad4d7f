import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ConsoleBox } from "../support/console.ts";
import { consoleStories } from "../support/console.ts";
import { at, list, text } from "../support/json.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

const noon = Date.parse("2026-01-31T03:00:00Z") / 1000;

/** Stores a card and plans one charge of it, so many hours after noon. */
async function plan(box: ConsoleBox, customer: string, uid: string, hours: number, number: string) {
  const card = { card_number: number, expiry: "2030-01", birth: "800101", pwd_2digit: "12" };
  const stored = await box.call("POST", `/subscribe/customers/${customer}`, {
    ...card,
    pg: "html5_inicis.INIBillTst",
    customer_name: "홍길동",
  });
  equal(at(stored, "code"), 0, JSON.stringify(stored));
  const planned = await box.call("POST", "/subscribe/payments/schedule", {
    customer_uid: customer,
    schedules: [
      { merchant_uid: uid, schedule_at: noon + hours * 3600, amount: 9900, name: "월 구독" },
    ],
  });
  equal(at(planned, "code"), 0, JSON.stringify(planned));
}

async function withChannel(box: ConsoleBox): Promise<void> {
  await box.sandbox.post(`/merchants/${box.sandbox.imp}/channels`, {
    name: "billing",
    provider: "html5_inicis",
    mid: "INIBillTst",
  });
}

story(
  "a scheduled charge is moved, revoked, planned again and retried",
  async ({ browsers, box }) => {
    await withChannel(box);
    await plan(box, "hong", "month-1", 1, "4092-0230-1234-5678");
    const billing = await box.open(browsers, "/billing/schedules");
    await billing.slot("schedule-link").click();
    await billing.slot("outcome-scheduled").first().waitFor();

    // 예약일 변경
    await billing.slot("schedule-time").fill("2026-01-30T00:00");
    await billing.slot("schedule-set-time").click();
    await billing.page.getByText("샌드박스의 지금보다 뒤의 시각을 입력해 주세요.").waitFor();
    await billing.slot("schedule-time").fill("2026-02-01T09:00");
    await billing.slot("schedule-set-time").click();
    await billing.page.getByText("예약일을 바꿨습니다.").waitFor();
    const schedule = () => box.sandbox.get(`/merchants/${box.sandbox.imp}/schedules/month-1`);
    equal(at(await schedule(), "schedule_at"), Date.parse("2026-02-01T00:00:00Z") / 1000);

    // 예약 해지, 재예약
    await billing.slot("schedule-revoke").click();
    await billing.slot("revoke-confirm").click();
    await billing.page.getByText("예약을 해지했습니다.").waitFor();
    equal(at(await schedule(), "outcome"), "revoked");
    await billing.slot("schedule-set-time").click();
    await billing.page.getByText("다시 예약했습니다.").waitFor();

    // The clock brings it.
    await box.sandbox.post("/clock", { advance: "P2D" });
    await billing.slot("outcome-succeeded").first().waitFor();
    equal(await billing.slot("schedule-set-time").count(), 0, "what was paid is not charged again");
    await billing.slot("schedule-payment").click();
    await billing.slot("customer-uid-usage").waitFor();
    equal(await billing.slot("customer-uid-usage").innerText(), "예약 결제");
    equal(await billing.slot("customer-uid").innerText(), "hong");

    // One that the card declines is retried at once, and fails again.
    await plan(box, "poor", "month-2", 49, "4092-0230-1234-0004");
    await box.sandbox.post("/clock", { advance: "P2D" });
    await billing.go(`/billing/schedules?open=${box.sandbox.imp}%20month-2`);
    await billing.slot("outcome-failed").first().waitFor();
    match(await billing.slot("schedule-fail-reason").innerText(), /한도/);
    const first = await billing.slot("schedule-imp-uid").innerText();
    await billing.slot("schedule-retry").click();
    await billing.page.getByText("다시 청구했습니다.").waitFor();
    await until(
      "another payment was tried",
      async () => (await billing.slot("schedule-imp-uid").innerText()) !== first,
    );
    await billing.page.keyboard.press("Escape");
    await billing.slot("filter-failed").click();
    equal(await billing.slot("count-succeeded").innerText(), "1");
    deepEqual(
      await billing.page
        .locator("[data-row]")
        .evaluateAll((rows) => rows.map((r) => r.getAttribute("data-row"))),
      [`${box.sandbox.imp} month-2`],
    );
  },
);

story(
  "a stored card is deleted and stays in the list with its end, in English",
  async ({ browsers, box }) => {
    await withChannel(box);
    await plan(box, "mary", "mary-1", 1000, "4092-0230-1234-5678");
    const keys = await box.open(browsers, "/billing/keys?q=mary", "en");
    equal(await keys.title(), "Billing payments");
    equal(await keys.slot("key-uid").innerText(), "mary");
    await keys.page.getByRole("button", { name: "mary Delete" }).click();
    await keys.slot("key-remove-confirm").click();
    await keys.page.getByText("Deleted", { exact: true }).last().waitFor();
    await until(
      "it is counted so",
      async () => (await keys.slot("count-deleted").innerText()) === "1",
    );
    equal(
      at(await box.call("GET", "/subscribe/customers/mary"), "code"),
      1,
      "PortOne does not know it",
    );
    const left = await box.sandbox.get(`/merchants/${box.sandbox.imp}/schedules?q=mary`);
    equal(text(list(left, "list")[0], "outcome"), "scheduled", "what was planned waits still");
    ok(await keys.slot("key-payments").isVisible());
  },
);
