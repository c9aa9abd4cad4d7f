import { deepEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type Browsers, type Device, out } from "../support/browser.ts";
import type { Demo } from "../support/demo.ts";
import { assertPaid } from "../support/facts.ts";
import { takePicture } from "../support/pictures.ts";
import { pictures, readmes } from "../support/readme.ts";
import { Shopper } from "../support/shopper.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories();
const shown = readmes.flatMap(pictures);

/** Takes every screen; one that a README shows goes to where the README finds it. */
class Album {
  readonly taken: string[] = [];
  readonly #suffix: string;

  constructor(device: Device) {
    this.#suffix = device === "phone" ? "-phone" : "";
  }

  async take(page: Page, name: string): Promise<void> {
    const path = `docs/screens/${name}${this.#suffix}.png`;
    if (shown.includes(path)) await takePicture(page, path);
    else await page.screenshot({ path: join(out, "screens", `${name}${this.#suffix}.png`) });
    this.taken.push(path);
  }
}

for (const device of ["desktop", "phone"] as const) {
  story(`every screen has its picture on a ${device}`, async ({ browsers, demo }) => {
    const album = new Album(device);
    const impUid = await takeShop(browsers, demo, device, album);
    await takeConsole(browsers, demo, device, album, impUid);
    if (device === "phone") return;
    ok(shown.length > 0, "the READMEs show something");
    deepEqual(
      shown.filter((path) => !album.taken.includes(path)),
      [],
      "pictures of a README that no test makes",
    );
  });
}

async function takeShop(browsers: Browsers, demo: Demo, device: Device, album: Album) {
  const shopper = new Shopper(await browsers.fresh(device), demo);
  const window = () => (device === "phone" ? shopper.windowPage() : shopper.window());
  await shopper.page.goto(demo.shop);
  await shopper.slot("product").first().waitFor();
  await album.take(shopper.page, "shop-products");

  await shopper.order({ method: "vbank", product: "mug" });
  await album.take(shopper.page, "shop-order");
  await shopper.pay();
  const account = await window();
  await album.take(shopper.page, "pg-window-account");
  await account.choose("issue_account");
  await shopper.outcome("awaiting");
  await album.take(shopper.page, "shop-account");

  await shopper.buy();
  await (await window()).choose("decline_limit");
  await shopper.slot("pay-again").waitFor();
  await album.take(shopper.page, "shop-declined");

  const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
  const card = await window();
  await album.take(shopper.page, "pg-window");
  await card.choose("approve");
  await shopper.outcome("paid");
  await album.take(shopper.page, "shop-paid");
  await assertPaid(demo, opened, 59_000, card.impUid);
  await shopper.slot("developer-open").click();
  await shopper.slot("trace").waitFor();
  await album.take(shopper.page, "shop-developer");
  return card.impUid;
}

async function takeConsole(
  browsers: Browsers,
  demo: Demo,
  device: Device,
  album: Album,
  impUid: string,
) {
  const page = await browsers.fresh(device);
  for (const { path, there, name } of [
    { path: "", there: "home-count-paid", name: "console-home" },
    { path: "/payments", there: "payment-link", name: "console-payments" },
    { path: `/payments/${impUid}`, there: "detail-amount", name: "console-payment" },
    { path: "/connect/channels", there: "channel-key", name: "console-channels" },
    { path: "/connect/channels/new", there: "channel-provider", name: "console-wizard" },
    { path: "/connect/keys", there: "imp", name: "console-keys" },
    { path: "/connect/webhook", there: "webhook-form", name: "console-webhook" },
    { path: "/connect/more", there: "whitelist-block", name: "console-more" },
    { path: "/account/tiers", there: "tier-code", name: "console-tiers" },
    { path: "/billing/schedules", there: "filter-scheduled", name: "console-schedules" },
    { path: "/billing/keys", there: "filter-usable", name: "console-billing-keys" },
    { path: "/receipts", there: "filter-issued", name: "console-receipts" },
    { path: "/certifications", there: "table", name: "console-certifications" },
    { path: "/hooks", there: "hook-link", name: "console-hooks" },
    { path: "/scenarios", there: "fault-hold", name: "console-scenarios" },
    { path: "/clock", there: "clock-now", name: "console-clock" },
    { path: "/record", there: "record-entry", name: "console-record" },
  ]) {
    await page.goto(`${demo.console}/m/${demo.sandbox.imp}${path}`);
    await page.locator(`[data-slot="${there}"]`).first().waitFor();
    await album.take(page, name);
  }
}
