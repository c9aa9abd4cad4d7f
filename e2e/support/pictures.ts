import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { root } from "./needs.ts";

/** How much of a picture may differ (times, order numbers) before it is another one. */
const tolerated = 0.01;

/**
 * Takes a picture that the documents show. One that is there already is kept
 * while it shows the same, so that a run of the tests changes no file for the
 * sake of another time of day.
 */
export async function takePicture(page: Page, path: string): Promise<void> {
  const file = join(root, path);
  const taken = await page.screenshot({ animations: "disabled", caret: "hide", scale: "css" });
  if (existsSync(file) && (await difference(page, readFileSync(file), taken)) <= tolerated) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, taken);
}

/** The share of pixels that differ visibly; 1 for pictures of different sizes. */
async function difference(page: Page, before: Buffer, after: Buffer): Promise<number> {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate(
      async (pictures) => {
        const [a, b] = await Promise.all(
          pictures.map(async (base64) => {
            const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
            const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
            const pen = canvas.getContext("2d");
            pen?.drawImage(bitmap, 0, 0);
            return pen?.getImageData(0, 0, bitmap.width, bitmap.height);
          }),
        );
        if (!a || !b || a.width !== b.width || a.height !== b.height) return 1;
        let differing = 0;
        for (let i = 0; i < a.data.length; i += 4) {
          const far = [0, 1, 2].some(
            (c) => Math.abs((a.data[i + c] ?? 0) - (b.data[i + c] ?? 0)) > 24,
          );
          if (far) differing += 1;
        }
        return differing / (a.width * a.height);
      },
      [before, after].map((picture) => picture.toString("base64")),
    );
  } finally {
    await blank.close();
  }
}
