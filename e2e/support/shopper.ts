import type { Page } from "playwright-core";
import type { Demo } from "./demo.ts";
import { at, type Json, text } from "./json.ts";
import { until } from "./until.ts";
import { PgWindow } from "./window.ts";

export const buyer = {
  name: "홍길동",
  email: "buyer@example.com",
  tel: "010-1234-5678",
  postcode: "04524",
  addr: "서울시 중구 세종대로 110",
};
export type Buyer = typeof buyer;

/** What the shop's server answered when the buyer pressed pay. */
export type Opened = {
  readonly ref: string;
  readonly key: string;
  readonly payment: string;
  readonly merchantUid: string;
  /** checkout.request */
  readonly request: Json;
};

export type Wish = {
  readonly product?: string;
  readonly option?: string;
  readonly method?: string;
  readonly buyer?: Partial<Buyer>;
};

/** Somebody with a browser in the demo shop. */
export class Shopper {
  readonly page: Page;
  readonly #demo: Demo;

  constructor(page: Page, demo: Demo) {
    this.page = page;
    this.#demo = demo;
  }

  slot(name: string) {
    return this.page.locator(`[data-slot="${name}"]`);
  }

  /** Goes from the list to the filled order form, as people do. */
  async order(wish: Wish = {}): Promise<void> {
    const { product = "socks", option, method = "card" } = wish;
    await this.page.goto(this.#demo.shop);
    await this.page.locator(`[data-slot="product"][data-product="${product}"]`).click();
    if (option !== undefined) {
      await this.slot("option").locator(`input[value="${option}"]`).check();
    }
    await this.slot("buy").click();
    await this.fill({ ...buyer, ...wish.buyer }, method);
  }

  /** Fills the order form and agrees. */
  async fill(who: Buyer = buyer, method = "card"): Promise<void> {
    for (const [field, value] of Object.entries(who)) {
      await this.slot(`buyer-${field}`).fill(value);
    }
    await this.slot("method").locator(`input[value="${method}"]`).check();
    await this.slot("consent").check();
  }

  /** Puts one of a product into the cart. */
  async put(product: string): Promise<void> {
    await this.page.goto(`${this.#demo.shop}/products/${product}`);
    await this.slot("add-to-cart").click();
    await this.slot("to-cart").waitFor();
  }

  /** Waits until a slot says exactly this. */
  async says(slot: string, text: string): Promise<void> {
    await this.slot(slot)
      .and(this.page.getByText(text, { exact: true }))
      .waitFor();
  }

  /** The slot that has the focus. */
  focused(): Promise<string> {
    return this.page.evaluate(() => document.activeElement?.getAttribute("data-slot") ?? "");
  }

  /** Waits until the order's page shows where the order stands. */
  async stage(name: string): Promise<void> {
    await this.page.locator(`[data-slot="stage"][data-stage="${name}"]`).waitFor();
  }

  /** Presses pay and returns what the server opened. */
  async pay(): Promise<Opened> {
    const answer = await this.#opening();
    await this.slot("pay").click();
    return answer();
  }

  /** Orders and presses pay. */
  async buy(wish: Wish = {}): Promise<Opened> {
    await this.order(wish);
    return this.pay();
  }

  /** Pays again on the order's page, in the same way unless another is named. */
  async payAgain(method?: string): Promise<Opened> {
    if (method !== undefined) {
      await this.slot("other-method").click();
      await this.slot("method").locator(`input[value="${method}"]`).check();
    }
    const answer = await this.#opening();
    await this.slot("pay-again").click();
    return answer();
  }

  /** Reads what the server answers next, before the page may leave on it. */
  async #opening(): Promise<() => Promise<Opened>> {
    let opened: Opened | Error | null = null;
    await this.page.route(
      ({ pathname }) => /^\/shop\/api\/orders(\/[^/]+\/pay)?$/.test(pathname),
      async (route) => {
        const response = await route.fetch();
        opened = readOpened(response.status(), await response.json());
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    return async () => {
      const answer = await until("the shop's server opens a payment", () => opened);
      if (answer instanceof Error) throw answer;
      return answer;
    };
  }

  /** The PG's window over the shop. */
  async window(): Promise<PgWindow> {
    return PgWindow.over(this.page);
  }

  /** The PG's window in the shop's place, as on a phone. */
  async windowPage(): Promise<PgWindow> {
    await this.page.waitForURL(/\/checkout\/w\//);
    return PgWindow.in(this.page.mainFrame());
  }

  /** Waits until the order's page shows an outcome. */
  async outcome(kind: string): Promise<void> {
    await this.page.locator(`[data-slot="outcome"][data-outcome="${kind}"]`).waitFor();
  }

  /** Switches something of the developer drawer on or off. */
  async mischief(
    slot: "forge-amount" | "lose-callback" | "pay-twice" | "slow",
    on = true,
  ): Promise<void> {
    await this.page.goto(this.#demo.shop);
    await this.slot("developer-open").click();
    await this.slot(slot).setChecked(on);
    await this.page.keyboard.press("Escape");
    await this.slot("developer").waitFor({ state: "hidden" });
  }

  /** The order's own page. */
  async look({ ref, key }: Opened): Promise<void> {
    await this.page.goto(`${this.#demo.shop}/result?${new URLSearchParams({ order: ref, key })}`);
  }
}

function readOpened(status: number, body: Json): Opened | Error {
  if (status >= 300) return new Error(`the shop answered ${status}: ${JSON.stringify(body)}`);
  return {
    ref: text(body, "order_ref"),
    key: text(body, "key"),
    payment: text(body, "payment", "id"),
    merchantUid: text(body, "payment", "merchant_uid"),
    request: at(body, "checkout", "request") ?? null,
  };
}
