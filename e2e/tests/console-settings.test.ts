import { deepEqual, equal, rejects } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { at, list } from "../support/json.ts";
import { until } from "../support/until.ts";

const story = consoleStories();

story(
  "what PortOne's support would switch on is switched, and the rest stays",
  async ({ browsers, box }) => {
    const path = `/merchants/${box.sandbox.imp}`;
    await box.sandbox.put(`${path}/webhook`, { test: { url: "http://localhost:1/hook" } });
    const more = await box.open(browsers, "/connect/more");
    await more.slot("webhook-first").check();
    await more.slot("webhook-retry").check();
    await more.slot("confirm-process").check();
    await until("all three are saved", async () => {
      const hooks = await box.sandbox.get(`${path}/webhook`);
      const settings = await box.sandbox.get(`${path}/settings`);
      return (
        at(hooks, "webhook_first") === true &&
        at(hooks, "retry") === true &&
        at(settings, "confirm_process") === true
      );
    });
    await more.page.reload();
    await until("they are shown", () => more.slot("confirm-process").isChecked());
    await more.slot("webhook-first").uncheck();
    await until(
      "it is off",
      async () => at(await box.sandbox.get(`${path}/webhook`), "webhook_first") === false,
    );
    equal(at(await box.sandbox.get(`${path}/webhook`), "test", "url"), "http://localhost:1/hook");

    // Saving the address leaves the switches alone.
    await more.go("/connect/webhook");
    await more.slot("webhook-url").fill("http://localhost:2/hook");
    await more.slot("webhook-save").click();
    await more.page.getByText("저장했습니다.").waitFor();
    equal(at(await box.sandbox.get(`${path}/webhook`), "retry"), true);
  },
);

story(
  "the white list lets in whom it names and says when it shuts out this computer",
  async ({ browsers, box }) => {
    const more = await box.open(browsers, "/connect/more");
    await more.slot("whitelist-block").fill("nonsense");
    await more.slot("whitelist-add").click();
    await more.slot("problem").waitFor();
    await more.slot("whitelist-block").fill("1.1.1.0/24");
    await more.slot("whitelist-add").click();
    await more.row("1.1.1.0/24").waitFor();
    await more.slot("whitelist-closed").waitFor();
    await rejects(box.call("GET", "/payments/status/all"), /허용되지 않은 IP/);
    await more.slot("whitelist-remove").click();
    await more.page.getByText("등록된 주소가 없어 어디서나 부를 수 있습니다.").waitFor();
    equal(at(await box.call("GET", "/payments/status/all"), "code"), 0);
  },
);

story(
  "a sub-store is made, gets a channel and is told apart, in English",
  async ({ browsers, box }) => {
    const tiers = await box.open(browsers, "/account/tiers", "en");
    equal(await tiers.title(), "Store & account");
    await tiers.page.getByText("There is no sub-store.").waitFor();
    await tiers.slot("tier-code").fill("abc");
    await tiers.slot("tier-name").fill("Busan");
    await tiers.slot("tier-add").click();
    await tiers.slot("problem").waitFor();
    await tiers.slot("tier-code").fill("A1B");
    await tiers.slot("tier-add").click();
    await tiers.row("A1B").waitFor();

    await tiers.go("/connect/channels/new");
    await tiers.slot("channel-provider").locator('input[value="html5_inicis"]').check();
    await tiers.slot("channel-module").locator("input").first().check();
    await tiers.slot("channel-next").click();
    await tiers.slot("channel-mid").locator('input[value="INIpayTest"]').check();
    await tiers.slot("channel-tier").selectOption("A1B");
    await tiers.slot("channel-save").click();
    await tiers.slot("channel-added").waitFor();
    await tiers.page.getByText("Sub-store A1B").waitFor();

    await box.pay({ merchant_uid: "busan-1", tier: "A1B" });
    await box.pay({ merchant_uid: "seoul-1" });
    await tiers.go("/payments?tier=A1B");
    await tiers.page.locator("[data-row]").first().waitFor();
    equal(await tiers.page.locator("[data-row]").count(), 1);
    await tiers.slot("payment-link").click();
    equal(await tiers.slot("tier").innerText(), "A1B");
    await tiers.go("/account/tiers");
    await tiers.slot("tier-remove").click();
    await tiers.slot("problem").waitFor(); // its channel still stands
    deepEqual(list(await box.sandbox.get(`/merchants/${box.sandbox.imp}/tiers`), "list").length, 1);
  },
);
