import type { Locator, Page } from "playwright-core";
import type { Browsers, Device } from "./browser.ts";
import type { Demo } from "./demo.ts";
import { text } from "./json.ts";

/** Somebody of the shop's staff at the operators' console of a demo. */
export class Operator {
  readonly page: Page;
  readonly #demo: Demo;

  private constructor(page: Page, demo: Demo) {
    this.page = page;
    this.#demo = demo;
  }

  /** Opens the console's log-in, in Korean unless the language is named. */
  static async at(
    browsers: Browsers,
    demo: Demo,
    {
      device = "desktop",
      language = "ko",
      path = "",
    }: Partial<{
      device: Device;
      language: "ko" | "en";
      path: string;
    }> = {},
  ): Promise<Operator> {
    const page = await browsers.fresh(device);
    await page.addInitScript(
      (chosen) => localStorage.setItem("naru-console-language", chosen),
      language,
    );
    const operator = new Operator(page, demo);
    await operator.go(path);
    return operator;
  }

  /** Opens the console and logs in as the demo's admin. */
  static async in(...given: Parameters<typeof Operator.at>): Promise<Operator> {
    const operator = await Operator.at(...given);
    await operator.logIn();
    return operator;
  }

  slot(name: string): Locator {
    return this.page.locator(`[data-slot="${name}"]`);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(text(this.#demo.ready, "operator_console") + path);
  }

  get password(): string {
    return text(this.#demo.ready, "operator_password");
  }

  async logIn(): Promise<void> {
    await this.enter(text(this.#demo.ready, "operator_email"), this.password);
    await this.slot("who").waitFor({ state: "attached" });
  }

  /** Fills the log-in form, wherever it stands, and sends it. */
  async enter(email: string, password: string): Promise<void> {
    await this.slot("login-email").fill(email);
    await this.slot("login-password").fill(password);
    await this.slot("login").click();
  }

  /** Follows an entry of the menu. */
  async menu(name: string): Promise<void> {
    await this.slot(`nav-${name}`).first().click();
  }

  /** Shows once more who it is, where the console asks. */
  async stepUp(): Promise<void> {
    await this.slot("step-up-password").fill(this.password);
    await this.slot("step-up-submit").click();
    await this.slot("step-up").waitFor({ state: "hidden" });
  }

  /** Finds a payment as a customer on the phone quotes it, and opens it. */
  async find(quoted: string): Promise<void> {
    await this.go("/payments");
    await this.slot("list-search").fill(quoted);
    await this.slot("list-search-submit").click();
    await this.page.waitForURL(/[?&]q=/);
    await this.slot("payment-link").first().click();
    await this.slot("sides").waitFor();
  }

  /** Fills the refund form with a part and a reason, and says yes. */
  async refundPart(amount: string, reason: string): Promise<void> {
    await this.slot("refund-plan").locator('input[value="part"]').check();
    await this.slot("refund-amount").fill(amount);
    await this.slot("refund-reason").fill(reason);
    await this.slot("refund-submit").click();
    await this.slot("refund-confirm").click();
  }
}
