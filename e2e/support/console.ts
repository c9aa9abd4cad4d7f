import { join } from "node:path";
import { after, before } from "node:test";
import type { Locator, Page } from "playwright-core";
import type { Browsers } from "./browser.ts";
import { readReady } from "./demo.ts";
import { type Json, text } from "./json.ts";
import { missing } from "./needs.ts";
import { folder, naru, Program } from "./program.ts";
import { Sandbox } from "./sandbox.ts";
import { browserStories } from "./world.ts";

export type Language = "ko" | "en";

/** A `naru sandbox` of its own and its console. */
export class ConsoleBox {
  readonly url: string;
  /** The content of the ready file. */
  readonly ready: Json;
  readonly sandbox: Sandbox;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly rest: string;
  readonly program: Program;

  constructor(ready: Json, program: Program) {
    this.url = text(ready, "console");
    this.ready = ready;
    this.sandbox = new Sandbox(text(ready, "control"), text(ready, "imp"));
    this.apiKey = text(ready, "api_key");
    this.apiSecret = text(ready, "api_secret");
    this.rest = text(ready, "api_v1");
    this.program = program;
  }

  /** A page of the seeded merchant, in a browser of its own. */
  async open(browsers: Browsers, path: string, language: Language = "ko"): Promise<ConsolePage> {
    const page = await browsers.fresh();
    await page.addInitScript(
      (chosen) => localStorage.setItem("naru-sandbox-language", chosen),
      language,
    );
    const console = new ConsolePage(page, `${this.url}/m/${this.sandbox.imp}`);
    await console.go(path);
    return console;
  }

  /** A payment by a buyer without a browser; what is not said is an approved card payment. */
  pay(params: { readonly [k: string]: Json }): Promise<Json> {
    return this.sandbox.buyerPay({
      pg: "html5_inicis.INIpayTest",
      pay_method: "card",
      amount: 1000,
      name: "당근 10kg",
      buyer_name: "홍길동",
      buyer_tel: "010-1234-5678",
      ...params,
    });
  }

  /** Calls the REST API as the merchant's server does. */
  async call(method: string, path: string, body?: Json): Promise<Json> {
    const answer = async (target: string, init: RequestInit) =>
      (await (await fetch(this.rest + target, init)).json()) as Json;
    const json = { "Content-Type": "application/json" };
    const token = await answer("/users/getToken", {
      method: "POST",
      headers: json,
      body: JSON.stringify({ imp_key: this.apiKey, imp_secret: this.apiSecret }),
    });
    return answer(path, {
      method,
      headers: { ...json, Authorization: text(token, "response", "access_token") },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

/** A page of the console. */
export class ConsolePage {
  readonly page: Page;
  readonly base: string;

  constructor(page: Page, base: string) {
    this.page = page;
    this.base = base;
  }

  slot(name: string): Locator {
    return this.page.locator(`[data-slot="${name}"]`);
  }

  row(key: string): Locator {
    return this.page.locator(`[data-row="${key}"]`);
  }

  /** Goes there and waits until something of the page itself stands. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.base + path);
    await this.page.locator("main h1").waitFor();
  }

  title(): Promise<string> {
    return this.page.locator("main h1").innerText();
  }
}

/** The stories of a file that share one sandbox; its clock stands still at noon in Korea. */
export function consoleStories(...flags: string[]) {
  const skip = missing("chromium");
  const home = folder();
  let box: ConsoleBox | null = null;
  if (skip === false) {
    before(async () => {
      const file = join(home.path, "ready.json");
      const clock = "2026-01-31T03:00:00Z";
      const args = ["sandbox", "--memory", "--port", "0", "--clock", clock, "--ready-file", file];
      const program = new Program(naru, [...args, ...flags], {
        cwd: home.path,
        name: "naru sandbox",
      });
      box = new ConsoleBox(
        await program.ready("writes its ready file", () => readReady(file)),
        program,
      );
    });
    after(async () => {
      await box?.program.kill();
      home.remove();
    });
  }
  const story = browserStories();
  return (
    name: string,
    tell: (stage: { readonly browsers: Browsers; readonly box: ConsoleBox }) => Promise<void>,
  ) =>
    story(name, async ({ browsers }) => {
      if (box === null) throw new Error("no sandbox");
      await tell({ browsers, box });
    });
}
