import { equal, match, ok } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { at, list, text } from "../support/json.ts";

const story = consoleStories();

story(
  "a gateway is found among forty, and a near-miss of a MID is noticed",
  async ({ browsers, box }) => {
    const wizard = await box.open(browsers, "/connect/channels/new");
    const offered = wizard.slot("channel-provider").locator("input");
    await offered.first().waitFor();
    ok((await offered.count()) > 20, `${await offered.count()} gateways`);

    await wizard.slot("channel-provider-search").fill("없는 회사");
    await wizard.page.getByText(/그런 결제대행사가 없습니다/).waitFor();
    await wizard.slot("channel-provider-search").fill("html5");
    equal(await offered.count(), 1);
    await offered.first().check();
    await wizard.slot("channel-module").locator("input").first().check();
    await wizard.slot("channel-next").click();

    await wizard.slot("channel-mid").getByLabel("직접 입력").check();
    await wizard.slot("channel-mid-typed").fill("INIPayTest");
    equal(await wizard.slot("channel-mid-meant").innerText(), "INIpayTest");
    await wizard.slot("channel-mid-meant").click();
    ok(await wizard.slot("channel-mid").locator('input[value="INIpayTest"]').isChecked());
    await wizard.slot("channel-save").click();
    await wizard.slot("channel-added").waitFor();
    const channels = list(await box.sandbox.get(`/merchants/${box.sandbox.imp}/channels`), "list");
    equal(channels.filter((one) => text(one, "mid") === "INIPayTest").length, 0);
  },
);

for (const [language, warning] of [
  ["ko", /이 주소로는 웹훅이 가지 않습니다.*--allow-host 192\.0\.2\.1/],
  ["en", /will never be called.*--allow-host 192\.0\.2\.1/],
] as const) {
  story(
    `an address that will never be called is saved with a warning (${language})`,
    async ({ browsers, box }) => {
      const hooks = await box.open(browsers, "/connect/webhook", language);
      await hooks.slot("webhook-url").fill("https://192.0.2.1/hook");
      await hooks.slot("webhook-save").click();
      match(await hooks.slot("webhook-blocked").innerText(), warning);
      const saved = await box.sandbox.get(`/merchants/${box.sandbox.imp}/webhook`);
      equal(at(saved, "test", "url"), "https://192.0.2.1/hook", "saved all the same");

      await hooks.slot("webhook-url").fill("http://localhost:1/hook");
      equal(await hooks.slot("webhook-blocked").count(), 0, "it is about what was saved");
      await hooks.slot("webhook-save").click();
      await hooks.page.getByText(language === "ko" ? "저장했습니다." : "Saved.").waitFor();
      equal(await hooks.slot("webhook-blocked").count(), 0);
    },
  );
}
