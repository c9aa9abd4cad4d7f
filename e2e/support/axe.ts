import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { root } from "./needs.ts";

const source = readFileSync(
  createRequire(join(root, "e2e", "package.json")).resolve("axe-core/axe.min.js"),
  "utf8",
);

type Violation = {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
};

/** What axe finds against a page as it is shown, each in a few lines; nothing is what it should find. */
export async function complaints(page: Page): Promise<readonly string[]> {
  await page.evaluate(source);
  const found = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary ?? ""}`,
    ),
  );
}
