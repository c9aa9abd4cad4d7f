import type { Frame, Locator, Page } from "playwright-core";

export type Outcome =
  | "approve"
  | "decline_limit"
  | "decline_stopped"
  | "decline_password"
  | "cancel"
  | "close"
  | "hang"
  | "approve_lose_reply"
  | "issue_account"
  | "decline_person";

/** A PG's window, wherever it is shown. */
export class PgWindow {
  readonly frame: Frame;
  readonly impUid: string;
  readonly url: string;

  private constructor(frame: Frame, impUid: string) {
    this.frame = frame;
    this.impUid = impUid;
    this.url = frame.url();
  }

  /** The window that the SDK shows over a page. */
  static async over(page: Page): Promise<PgWindow> {
    const frame = await page.locator("#naru-pg-frame").elementHandle();
    const content = await frame?.contentFrame();
    if (!content) throw new Error("the PG window has no content");
    return PgWindow.in(content);
  }

  static async in(frame: Frame): Promise<PgWindow> {
    const main = frame.locator('[data-slot="pg-window"][data-imp-uid]');
    const impUid = await main.getAttribute("data-imp-uid");
    if (impUid === null) throw new Error("the PG window names no imp_uid");
    return new PgWindow(frame, impUid);
  }

  slot(name: string): Locator {
    return this.frame.locator(`[data-slot="${name}"]`);
  }

  async method(value: string): Promise<void> {
    await this.frame.locator(`[data-method="${value}"] input`).check();
  }

  /** Presses an outcome in the strip of the sandbox. */
  async choose(outcome: Outcome): Promise<void> {
    await this.frame.locator(`[data-outcome="${outcome}"]`).click({ noWaitAfter: true });
  }
}
