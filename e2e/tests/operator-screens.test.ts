import { equal, match, ok } from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browsers, type Device, out } from "../support/browser.ts";
import type { Demo } from "../support/demo.ts";
import { Operator } from "../support/operator.ts";
import { type Opened, Shopper } from "../support/shopper.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();
const screens = join(out, "screens");

let bought: Opened | null = null;

/** A payment by card, and one that was declined. */
async function trade(browsers: Browsers, demo: Demo): Promise<Opened> {
  if (bought !== null) return bought;
  const shopper = new Shopper(await browsers.fresh(), demo);
  await shopper.buy({ product: "socks" });
  await (await shopper.window()).choose("decline_limit");
  const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
  await (await shopper.window()).choose("approve");
  await shopper.outcome("paid");
  bought = opened;
  return opened;
}

for (const language of ["ko", "en"] as const) {
  for (const device of ["desktop", "phone"] as const satisfies readonly Device[]) {
    story(`the operators' screens in ${language} on a ${device}`, async ({ browsers, demo }) => {
      const opened = await trade(browsers, demo);
      mkdirSync(screens, { recursive: true });
      const operator = await Operator.at(browsers, demo, { language, device });
      const { page } = operator;
      const look = async (name: string) => {
        equal(await page.locator("html").getAttribute("lang"), language);
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        ok(wide <= 0, `${name} scrolls sideways by ${wide}`);
        equal(await page.locator("h1").count(), 1, `${name} has one heading`);
        const nameless = await page.evaluate(() =>
          [...document.querySelectorAll("button, a[href], input, select")]
            .filter((one) => one.checkVisibility() && !(one instanceof HTMLInputElement))
            .filter((one) => {
              const name = one.getAttribute("aria-label") ?? one.textContent ?? "";
              const labelled = one instanceof HTMLSelectElement && (one.labels?.length ?? 0) > 0;
              return name.trim() === "" && !labelled;
            })
            .map((one) => one.outerHTML.slice(0, 120)),
        );
        equal(nameless.join("\n"), "", `${name} has a control without a name`);
        await page.screenshot({
          path: join(screens, `operator-${name}-${language}-${device}.png`),
          fullPage: true,
        });
      };
      await operator.slot("login").waitFor();
      await look("login");
      await operator.logIn();
      await operator.slot("today-paid").waitFor();
      await operator.slot("chart-money").waitFor();
      await look("home");
      await operator.go("/payments?state=paid");
      await operator.slot("payment-link").first().waitFor();
      equal(await page.locator('[data-slot="status-failed"]').count(), 0, "the filter holds");
      await look("payments");
      await operator.slot("export").click();
      await operator.slot("export-start").waitFor();
      await page.keyboard.press("Escape");
      await operator.slot("export-dialog").waitFor({ state: "hidden" });
      await operator.go(`/payments?q=${"x".repeat(20)}`);
      await operator.slot("payment-clear").waitFor();
      await look("payments-none");
      await operator.go(`/payments/${opened.payment}`);
      await operator.slot("sides-agree").waitFor();
      await operator.slot("refund-form").waitFor();
      match(await operator.slot("payment-amount").innerText(), /59,000/);
      await look("payment");
      await operator.go("/payments/pay_00000000000000000000000000");
      await operator.slot("payment-missing").or(operator.slot("problem")).first().waitFor();
    });
  }
}
