import { equal, match } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { list, text } from "../support/json.ts";

const story = consoleStories();

for (const [button, status, word] of [
  ["settle-approve", "paid", "결제완료"],
  ["settle-decline", "failed", "결제실패"],
] as const) {
  story(
    `an approval that is pending ends ${status}, and a webhook tells`,
    async ({ browsers, box }) => {
      const { imp } = box.sandbox;
      await box.sandbox.post(`/merchants/${imp}/channels`, {
        name: `paypal ${status}`,
        provider: "paypal_v2",
        mid: "7WBB3CKT63FRG",
      });
      const left = await box.pay({
        pg: "paypal_v2",
        pay_method: "paypal",
        amount: 10.5,
        merchant_uid: `pending-${status}`,
        outcome: "leave_pending",
      });
      const impUid = text(left, "imp_uid");
      const payment = await box.open(browsers, `/payments/${impUid}`);
      const drawer = payment.slot("payment-drawer");
      await drawer.locator('[data-slot="status-pending"]').waitFor();
      await payment.slot(button).click();
      match(await payment.slot("settle-done").innerText(), /웹훅/);
      equal(await drawer.locator(`[data-slot="status-${status}"]`).innerText(), word);
      equal(await payment.slot("settle-box").count(), 0);
      const record = await box.sandbox.get(`/payments/${impUid}`);
      equal(text(record, "status"), status);
      equal(
        list(record, "webhooks")
          .map((hook) => text(hook, "event"))
          .join(),
        status,
      );
    },
  );
}
