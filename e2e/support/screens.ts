import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { complaints } from "./axe.ts";
import { type Device, out } from "./browser.ts";
import type { Language } from "./console.ts";
import { takePicture } from "./pictures.ts";

/** One screen of an app. */
export type Screen = {
  /** The name of its picture: docs/screens/NAME.png. */
  readonly name: string;
  readonly path: string;
  /** The slot that is there when it is. */
  readonly there: string;
  /** What has to be done to see it. */
  readonly open?: (page: Page) => Promise<void>;
  /** The device whose picture is kept in docs; none of a screen whose picture another test keeps. */
  readonly kept?: Device | "elsewhere";
};

export const languages = ["ko", "en"] as const satisfies readonly Language[];
export const devices = ["desktop", "phone"] as const satisfies readonly Device[];

/**
 * Looks at every screen: it comes, it does not scroll sideways, axe finds
 * nothing against it, and its picture is taken.
 */
export async function walk(
  page: Page,
  base: string,
  screens: readonly Screen[],
  language: Language,
  device: Device,
): Promise<void> {
  const wrong: string[] = [];
  for (const screen of screens) {
    const shown = `${screen.name} (${language}, ${device})`;
    await page.goto(base + screen.path);
    try {
      await page.locator(`[data-slot="${screen.there}"]`).first().waitFor({ timeout: 8_000 });
      await screen.open?.(page);
    } catch (error) {
      wrong.push(`${shown}: ${String(error)}`);
      continue;
    }
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    wrong.push(...(await complaints(page)).map((one) => `${shown}: ${one}`));
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (over > 0) wrong.push(`${shown}: ${over} px wider than its window`);
    await take(page, screen, language, device);
  }
  if (wrong.length > 0) throw new Error(wrong.join("\n\n"));
}

async function take(page: Page, screen: Screen, language: Language, device: Device) {
  const { name, kept = "desktop" } = screen;
  if (language === "ko" && kept === device) {
    await takePicture(page, `docs/screens/${name}.png`);
    return;
  }
  const file = join(out, "screens", `${name}-${language}-${device}.png`);
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file, scale: "css", animations: "disabled", caret: "hide" });
}
