// @vitest-environment node
/// <reference types="node" />
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = join(import.meta.dirname, "../../../dist/console");
const MOST = 200_000;

/** What a script asks for before it runs, and what those ask for. */
async function asked(name: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(name)) return found;
  found.add(name);
  const text = await readFile(join(dist, name), "utf8");
  // A call of import() waits until its page is looked at.
  for (const [, other] of text.matchAll(/(?:from|import)\s*["']\.\/([\w-]+\.js)["']/g)) {
    if (other !== undefined) await asked(other, found);
  }
  return found;
}

async function weight(names: Iterable<string>): Promise<number> {
  const all = await Promise.all([...names].map((name) => readFile(join(dist, name))));
  return all.reduce((sum, file) => sum + gzipSync(file).length, 0);
}

test("the first page, and any page after it, needs less than 200 kB of script", async () => {
  const first = await asked("app.js");
  expect([...first]).toContain("vendor.js");
  expect(await weight(first)).toBeLessThan(MOST);
  const pages = (await readdir(dist)).filter((name) => name.endsWith("-page.js"));
  expect(pages.length).toBeGreaterThan(4);
  for (const page of pages) {
    expect(await weight(await asked(page, new Set(first))), page).toBeLessThan(MOST);
  }
});

test("the page is made of files of its own, and none of it stands inside", async () => {
  const page = await readFile(join(dist, "index.html"), "utf8");
  expect(page).not.toMatch(/<script(?![^>]*src=)[^>]*>|<style|\son\w+=|\sstyle=/);
  for (const [, path] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect(path).toMatch(/^\/console\//);
  }
});

test("the committed scripts hold no code of a merchant, and no key", async () => {
  const names = (await readdir(dist)).filter((name) => /\.(js|css|html)$/.test(name));
  for (const name of names) {
    const text = await readFile(join(dist, name), "utf8");
    expect(text, name).not.toMatch(/imp\d{8}|sk_(test|live)_[0-9A-Za-z]{8}|localhost:\d/);
  }
});
