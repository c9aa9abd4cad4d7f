import { equal, match, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Backend } from "./backend.ts";
import { assertPaid } from "./facts.ts";
import { at, list, text } from "./json.ts";
import { PgWindow } from "./window.ts";

/** Somebody in a shop that is a single form. */
export class Customer {
  readonly page: Page;
  readonly #telField: string;

  constructor(page: Page, telField: string) {
    this.page = page;
    this.#telField = telField;
  }

  async buy(shop: string): Promise<PgWindow> {
    await this.page.goto(shop);
    await this.page.locator("[name=name]").fill("홍길동");
    await this.page.locator("[name=email]").fill("buyer@example.com");
    await this.page.locator(`[name=${this.#telField}]`).fill("010-1234-5678");
    await this.page.locator("form button").click();
    return PgWindow.over(this.page);
  }

  async state(wanted: string): Promise<string> {
    const said = this.page.locator(`[data-slot="state"][data-state="${wanted}"]`);
    await said.waitFor();
    return said.innerText();
  }
}

/** The names of the payment that a PortOne record belongs to. */
export async function named({ server, sandbox }: Backend, impUid: string) {
  const merchantUid = text(await sandbox.payment(impUid), "merchant_uid");
  const all = list(await server.get("/api/payments"), "data");
  const payment = all.find((one) => at(one, "merchant_uid") === merchantUid);
  ok(payment !== undefined, `no payment has ${merchantUid}`);
  return { ref: text(payment, "order_ref"), payment: text(payment, "id"), merchantUid };
}

/** Pays, is declined, and forges, in a shop that somebody built from our words. */
export async function trade(backend: Backend, customer: Customer, shop: string, price: number) {
  const window = await customer.buy(shop);
  await window.choose("approve");
  match(await customer.state("paid"), /결제가 완료되었습니다/);
  await assertPaid(backend, await named(backend, window.impUid), price, window.impUid);

  const declined = await customer.buy(shop);
  await declined.choose("decline_limit");
  match(await customer.state("unpaid"), /아직 결제되지 않았습니다/);
  const payment = await named(backend, declined.impUid);
  equal(at(await backend.server.order(payment.ref), "state"), "unpaid");
  equal(at(await backend.sandbox.payment(declined.impUid), "status"), "failed");
}
