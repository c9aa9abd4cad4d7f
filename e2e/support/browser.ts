import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { chromiumPath, root } from "./needs.ts";
import { patience } from "./until.ts";

/** Where pictures of failures go. */
export const out = join(root, "e2e", "out");

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  userAgent:
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
};

export type Device = "desktop" | "phone";

export function launch(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === null ? {} : { executablePath: chromiumPath }),
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/**
 * The browsers of one story: contexts that share nothing, and what none of
 * their pages may do: throw, open a dialog, or break its own content policy.
 */
export class Browsers {
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  readonly misdeeds: string[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A fresh browser: no cookies, no storage. */
  async fresh(device: Device = "desktop"): Promise<Page> {
    const context = await this.#browser.newContext({
      ...(device === "phone" ? phone : desktop),
      locale: "ko-KR",
      timezoneId: "Asia/Seoul",
      colorScheme: "light",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(patience);
    context.on("page", (page) => this.#watch(page));
    this.#contexts.push(context);
    return context.newPage();
  }

  #watch(page: Page): void {
    page.on("dialog", (dialog) => {
      this.misdeeds.push(`a dialog opened: ${dialog.type()} ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("pageerror", (error) => this.misdeeds.push(`a page threw: ${error.stack ?? error}`));
    page.on("console", (message) => {
      if (message.type() === "error" && /Content Security Policy/i.test(message.text())) {
        this.misdeeds.push(`a page broke its policy: ${message.text()}`);
      }
    });
  }

  /** Keeps a picture of every open page and returns what they showed. */
  async seen(name: string): Promise<string> {
    mkdirSync(out, { recursive: true });
    const parts: string[] = [];
    for (const page of this.#contexts.flatMap((context) => context.pages())) {
      const file = join(out, `${name.replace(/[^\p{L}\p{N}]+/gu, "-")}-${parts.length + 1}.png`);
      try {
        await page.screenshot({ path: file, timeout: 5_000 });
        const frames = await Promise.all(
          page.frames().map(async (frame) => {
            const words = await frame.locator("body").innerText({ timeout: 2_000 });
            return `${frame.url()}\n${words.slice(0, 1_500)}`;
          }),
        );
        parts.push(`--- ${file}\n${frames.join("\n-- frame ")}`);
      } catch (error) {
        parts.push(`--- ${page.url()}: no picture: ${String(error)}`);
      }
    }
    return parts.join("\n");
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}
