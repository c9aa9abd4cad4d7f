import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Browsers, launch } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";
import { missing } from "./needs.ts";

/** What a story is told in: its own browsers, beside the file's programs. */
export type Stage = { readonly browsers: Browsers };

const storyLimit = 120_000;

/** The stories of a file that need a browser but start their own programs. */
export function browserStories(...programs: string[]) {
  const skip = missing("chromium", ...programs);
  let browser: Browser | null = null;
  if (skip === false) {
    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());
  }
  return (name: string, tell: (stage: Stage) => Promise<void>) =>
    test(name, { skip, timeout: storyLimit }, async () => {
      if (browser === null) throw new Error("no browser");
      const browsers = new Browsers(browser);
      try {
        await tell({ browsers });
        if (browsers.misdeeds.length > 0) throw new Error(browsers.misdeeds.join("\n"));
      } catch (error) {
        const seen = await browsers.seen(name);
        const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
        throw new Error([words, ...browsers.misdeeds, seen].join("\n"));
      } finally {
        await browsers.close();
      }
    });
}

/** The stories of a file that share one running demo. */
export function demoStories(...flags: string[]) {
  const skip = missing("chromium");
  let demo: Demo | null = null;
  if (skip === false) {
    before(async () => {
      demo = await startDemo(...flags);
    });
    after(() => demo?.stop());
  }
  const story = browserStories();
  return (name: string, tell: (stage: Stage & { readonly demo: Demo }) => Promise<void>) =>
    story(name, async (stage) => {
      if (demo === null) throw new Error("no demo");
      try {
        await tell({ ...stage, demo });
      } catch (error) {
        throw error instanceof Error
          ? Object.assign(error, { stack: `${error.stack}\n${demo.program.report()}` })
          : error;
      }
    });
}
