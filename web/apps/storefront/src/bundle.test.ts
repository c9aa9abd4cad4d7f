// @vitest-environment node
/// <reference types="node" />
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Settings that a careless build would find: in its environment and in .env files. */
const planted = {
  PORTONE_IMP: "imp99999999",
  PORTONE_PG_CODE: "planted.PGcode",
  PORTONE_SDK_URL: "https://planted.example/iamport.js",
  PORTONE_API_KEY: "planted-api-key",
  PORTONE_API_SECRET: "planted-api-secret",
  NARU_API_KEY: "sk_test_planted",
  NARU_SHOP_WEBHOOK_SECRET: "whsec_planted",
  VITE_SECRET: "planted-vite-secret",
};

const app = join(import.meta.dirname, "..");
const before = { ...process.env };
let out = "";

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "storefront-"));
  Object.assign(process.env, planted);
  const lines = Object.entries(planted).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(out, ".env"), lines.join("\n"));
  await build({
    configFile: join(app, "vite.config.ts"),
    logLevel: "silent",
    envDir: out,
    build: { outDir: join(out, "dist"), emptyOutDir: false },
  });
}, 60_000);

afterAll(async () => {
  process.env = before;
  await rm(out, { recursive: true });
});

async function contents(dir: string): Promise<[string, string][]> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ name, parentPath }): Promise<[string, string]> => {
      return [name, await readFile(join(parentPath, name), "utf8")];
    }),
  );
}

test("a build takes no setting from its environment or from .env", async () => {
  const files = await contents(join(out, "dist"));
  expect(files.map(([name]) => name)).toContain("app.js");
  for (const [name, text] of files) {
    for (const value of Object.values(planted)) {
      expect(text.includes(value), `${name} holds ${value}`).toBe(false);
    }
  }
});

test("the committed bundle holds the place of the SDK's address, and no code or key", async () => {
  const files = new Map(await contents(join(app, "../../dist/storefront")));
  const page = files.get("index.html") ?? "";
  expect(page).toContain('src="__PORTONE_SDK_URL__"');
  expect(page).toContain('src="/env.js"');
  expect(page).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
  for (const [name, text] of files) {
    expect(text, name).not.toMatch(/imp\d{8}|sk_(test|live)_|whsec_|INIpayTest|localhost:\d/);
  }
});
