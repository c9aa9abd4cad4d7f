import { ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { Browsers } from "../support/browser.ts";
import type { Demo } from "../support/demo.ts";
import { at, text } from "../support/json.ts";
import { root } from "../support/needs.ts";
import { Operator } from "../support/operator.ts";
import { devices, languages, type Screen, walk } from "../support/screens.ts";
import { Shopper } from "../support/shopper.ts";
import { until } from "../support/until.ts";
import { demoStories } from "../support/world.ts";

const story = demoStories("--no-preregister");

/** What the screens show: orders in every state, and a discrepancy. */
type World = {
  readonly paid: string;
  readonly forged: string;
  readonly results: Readonly<Record<"paid" | "awaiting" | "failed" | "rejected", string>>;
  readonly impUid: string;
  readonly kept: Readonly<Record<string, string>>;
};

let world: Promise<World> | null = null;

function theWorld(browsers: Browsers, demo: Demo): Promise<World> {
  world ??= happen(browsers, demo);
  return world;
}

async function happen(browsers: Browsers, demo: Demo): Promise<World> {
  const shopper = new Shopper(await browsers.fresh(), demo);
  const result = () => new URL(shopper.page.url()).pathname + new URL(shopper.page.url()).search;

  await shopper.buy({ method: "vbank", product: "mug" });
  await (await shopper.window()).choose("issue_account");
  await shopper.outcome("awaiting");
  const awaiting = result();

  await shopper.buy();
  await (await shopper.window()).choose("decline_limit");
  await shopper.slot("pay-again").waitFor();
  const failed = result();

  const opened = await shopper.buy({ product: "sweatshirt", option: "M" });
  const card = await shopper.window();
  await card.choose("approve");
  await shopper.outcome("paid");
  const paid = result();

  await shopper.mischief("forge-amount");
  const forged = await shopper.buy({ product: "sweatshirt", option: "M" });
  await (await shopper.window()).choose("approve");
  await shopper.outcome("rejected");
  const rejected = result();
  await shopper.mischief("forge-amount", false);
  await until("the forged money is back", async () => {
    return at(await demo.server.payment(forged.payment), "refunds", 0, "state") === "succeeded";
  });
  await shopper.page.goto(`${demo.shop}/products/socks`);
  await shopper.slot("add-to-cart").click();
  await shopper.slot("to-cart").waitFor();
  const kept = await shopper.page.evaluate(() => ({ ...localStorage }));
  return {
    paid: opened.payment,
    forged: forged.payment,
    impUid: card.impUid,
    results: { paid, awaiting, failed, rejected },
    kept,
  };
}

const click = (slot: string, then: string) => async (page: Page) => {
  await page.locator(`[data-slot="${slot}"]`).first().click();
  await page.locator(`[data-slot="${then}"]`).first().waitFor();
};

function deskScreens({ paid, forged }: World): readonly Screen[] {
  return [
    { name: "operator-home", path: "/", there: "chart-money" },
    { name: "operator-payments", path: "/payments", there: "payment-link" },
    {
      name: "operator-payments-phone",
      path: "/payments?q=홍길동",
      there: "payment-link",
      kept: "phone",
    },
    {
      name: "operator-payments-none",
      path: "/payments?q=01099999999",
      there: "payment-clear",
    },
    {
      name: "operator-export",
      path: "/payments",
      there: "payment-link",
      open: click("export", "export-start"),
    },
    {
      name: "operator-payment",
      path: `/payments/${paid}`,
      there: "refund-form",
      kept: "phone",
    },
    {
      name: "operator-payment-forged",
      path: `/payments/${forged}`,
      there: "sides",
      kept: "phone",
    },
    { name: "operator-discrepancies", path: "/discrepancies", there: "discrepancy-link" },
    {
      name: "operator-discrepancy",
      path: "/discrepancies",
      there: "discrepancy-link",
      open: click("discrepancy-link", "decide"),
    },
    {
      name: "operator-discrepancies-none",
      path: "/discrepancies?state=closed",
      there: "empty",
    },
    { name: "operator-webhooks-in", path: "/webhooks/in", there: "note-link" },
    {
      name: "operator-webhook-in",
      path: "/webhooks/in",
      there: "note-link",
      open: click("note-link", "note-body"),
    },
    { name: "operator-webhooks-out", path: "/webhooks/out", there: "sent-link" },
    {
      name: "operator-webhook-out",
      path: "/webhooks/out",
      there: "sent-link",
      open: click("sent-link", "sent-body"),
      kept: "phone",
    },
    { name: "operator-account", path: "/settings/account", there: "login" },
    {
      name: "operator-codes",
      path: "/settings/account",
      there: "codes-begin",
      open: async (page) => {
        await click("codes-begin", "codes-secret")(page);
        await page.locator('[data-slot="codes-card"]').scrollIntoViewIfNeeded();
      },
    },
    { name: "operator-endpoints", path: "/settings/endpoints", there: "endpoint-link" },
    {
      name: "operator-endpoint",
      path: "/settings/endpoints",
      there: "endpoint-link",
      open: click("endpoint-link", "endpoint-test"),
    },
    {
      name: "operator-endpoint-add",
      path: "/settings/endpoints",
      there: "endpoint-add",
      open: click("endpoint-add", "endpoint-submit"),
      kept: "phone",
    },
    { name: "operator-keys", path: "/settings/keys", there: "key-link" },
    {
      name: "operator-key",
      path: "/settings/keys",
      there: "key-link",
      open: click("key-link", "key-rotate"),
    },
    {
      name: "operator-key-add",
      path: "/settings/keys",
      there: "key-add",
      open: click("key-add", "key-submit"),
    },
    { name: "operator-operators", path: "/settings/operators", there: "operator-link" },
    {
      name: "operator-operator",
      path: "/settings/operators",
      there: "operator-link",
      open: click("operator-link", "staff-save"),
    },
    {
      name: "operator-operator-add",
      path: "/settings/operators",
      there: "operator-add",
      open: click("operator-add", "operator-submit"),
      kept: "phone",
    },
    { name: "operator-audit", path: "/audit", there: "audit-action" },
    { name: "operator-lost", path: "/nowhere", there: "not-found", kept: "phone" },
  ];
}

function shopScreens({ results }: World): readonly Screen[] {
  return [
    { name: "shop-products", path: "/", there: "product" },
    { name: "shop-product", path: "/products/sweatshirt", there: "buy", kept: "phone" },
    { name: "shop-cart", path: "/cart", there: "cart-line", kept: "phone" },
    { name: "shop-order", path: "/order", there: "pay", kept: "phone" },
    { name: "shop-result-paid", path: results.paid, there: "outcome", kept: "phone" },
    { name: "shop-result-awaiting", path: results.awaiting, there: "outcome", kept: "phone" },
    { name: "shop-result-failed", path: results.failed, there: "outcome", kept: "phone" },
    { name: "shop-result-rejected", path: results.rejected, there: "outcome", kept: "phone" },
    { name: "shop-orders", path: "/orders", there: "orders", kept: "phone" },
    { name: "shop-lookup", path: "/lookup", there: "lookup", kept: "phone" },
    {
      name: "shop-receipt",
      path: results.paid.replace("/result", "/receipt"),
      there: "receipt-total",
      kept: "phone",
    },
    { name: "shop-terms", path: "/terms", there: "policy-terms-page", kept: "phone" },
    { name: "shop-privacy", path: "/privacy", there: "policy-privacy-page", kept: "phone" },
    { name: "shop-refunds", path: "/refunds", there: "policy-refunds-page", kept: "phone" },
    { name: "shop-lost", path: "/nowhere", there: "not-found", kept: "phone" },
    {
      name: "shop-developer",
      path: results.rejected,
      there: "outcome",
      open: click("developer-open", "developer"),
      kept: "phone",
    },
  ];
}

function sandboxScreens({ impUid }: World): readonly Screen[] {
  return [
    { name: "sandbox-home", path: "", there: "home-count-paid", kept: "phone" },
    { name: "console-payments", path: "/payments", there: "payment-link", kept: "elsewhere" },
    {
      name: "sandbox-payment",
      path: `/payments/${impUid}`,
      there: "detail-amount",
      kept: "phone",
    },
    { name: "sandbox-channels", path: "/connect/channels", there: "channel-key" },
    { name: "sandbox-channel-new", path: "/connect/channels/new", there: "channel-provider" },
    { name: "sandbox-keys", path: "/connect/keys", there: "imp" },
    { name: "sandbox-webhook", path: "/connect/webhook", there: "webhook-form" },
    { name: "sandbox-more", path: "/connect/more", there: "whitelist-block" },
    { name: "sandbox-tiers", path: "/account/tiers", there: "tier-code", kept: "phone" },
    { name: "sandbox-schedules", path: "/billing/schedules", there: "filter-scheduled" },
    { name: "sandbox-billing-keys", path: "/billing/keys", there: "filter-usable" },
    { name: "sandbox-receipts", path: "/receipts", there: "filter-issued" },
    { name: "sandbox-certifications", path: "/certifications", there: "table" },
    { name: "sandbox-hooks", path: "/hooks", there: "hook-link" },
    { name: "sandbox-scenarios", path: "/scenarios", there: "fault-hold" },
    { name: "sandbox-clock", path: "/clock", there: "clock-now", kept: "phone" },
    { name: "sandbox-record", path: "/record", there: "record-entry", kept: "phone" },
  ];
}

for (const language of languages) {
  for (const device of devices) {
    story(`the operators' console in ${language} on a ${device}`, async ({ browsers, demo }) => {
      const seen = await theWorld(browsers, demo);
      const operator = await Operator.at(browsers, demo, { device, language });
      const base = text(demo.ready, "operator_console");
      const entry: Screen = {
        name: "operator-login",
        path: "/",
        there: "login-form",
        kept: "phone",
      };
      await walk(operator.page, base, [entry], language, device);
      await operator.logIn();
      await walk(operator.page, base, deskScreens(seen), language, device);
    });

    story(`the shop in ${language} on a ${device}`, async ({ browsers, demo }) => {
      const seen = await theWorld(browsers, demo);
      const page = await browsers.fresh(device);
      await page.addInitScript(
        (kept) => {
          for (const [name, value] of Object.entries(kept)) localStorage.setItem(name, value);
        },
        { ...seen.kept, "naru-language": language },
      );
      await walk(page, demo.shop, shopScreens(seen), language, device);
    });

    story(`the sandbox's console in ${language} on a ${device}`, async ({ browsers, demo }) => {
      const seen = await theWorld(browsers, demo);
      const page = await browsers.fresh(device);
      await page.addInitScript(
        (chosen) => localStorage.setItem("naru-sandbox-language", chosen),
        language,
      );
      const base = `${demo.console}/m/${text(demo.ready, "imp")}`;
      await walk(page, base, sandboxScreens(seen), language, device);
    });
  }
}

test("every picture is small, and the index names it", () => {
  const folder = join(root, "docs", "screens");
  const index = readFileSync(join(folder, "INDEX.md"), "utf8");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".png"))) {
    ok(index.includes(`(${name})`), `INDEX.md does not name ${name}`);
    ok(statSync(join(folder, name)).size <= 120_000, `${name} is larger than 120 kB`);
  }
  for (const [, name = ""] of index.matchAll(/\(([a-z-]+\.png)\)/g)) {
    ok(existsSync(join(folder, name)), `INDEX.md names ${name}, which is not there`);
  }
});
