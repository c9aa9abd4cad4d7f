import { expectAnswer } from "./http.ts";
import { type Json, list } from "./json.ts";

/** The sandbox through its control API: what PortOne itself knows. */
export class Sandbox {
  readonly control: string;
  readonly imp: string;

  constructor(control: string, imp: string) {
    this.control = control;
    this.imp = imp;
  }

  get(path: string): Promise<Json> {
    return expectAnswer(200, "GET", this.control + path);
  }

  post(path: string, body: Json): Promise<Json> {
    return expectAnswer(200, "POST", this.control + path, { body });
  }

  put(path: string, body: Json): Promise<Json> {
    return expectAnswer(200, "PUT", this.control + path, { body });
  }

  payment(impUid: string): Promise<Json> {
    return this.get(`/payments/${impUid}`);
  }

  /** Every PortOne record of a merchant_uid: one for each window that was opened. */
  async records(merchantUid: string): Promise<readonly Json[]> {
    const query = new URLSearchParams({ q: merchantUid, limit: "200" });
    return list(await this.get(`/merchants/${this.imp}/payments?${query}`), "list");
  }

  async webhooks(impUid: string): Promise<readonly Json[]> {
    return list(await this.get(`/webhooks?imp_uid=${impUid}`), "list");
  }

  async log(kind: string, impUid: string): Promise<readonly Json[]> {
    return list(await this.get(`/log?${new URLSearchParams({ kind, imp_uid: impUid })}`), "list");
  }

  async faults(faults: { readonly [k: string]: Json }): Promise<void> {
    await expectAnswer(200, "PUT", `${this.control}/faults`, { body: faults });
  }

  /** A buyer without a browser: request_pay's parameters and how the window ends. */
  buyerPay(params: { readonly [k: string]: Json }): Promise<Json> {
    return this.post("/buyer/pay", params);
  }
}
