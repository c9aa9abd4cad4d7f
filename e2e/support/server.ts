import { randomUUID } from "node:crypto";
import { type Answer, ask, expectAnswer } from "./http.ts";
import { at, type Json, list } from "./json.ts";

/** The payment server as a shop's own server sees it: over its API, with a secret key. */
export class PaymentServer {
  readonly url: string;
  readonly key: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.key = key;
  }

  #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.key}` };
  }

  get(path: string): Promise<Json> {
    return expectAnswer(200, "GET", this.url + path, { headers: this.#headers() });
  }

  post(path: string, body: Json): Promise<Answer> {
    const headers = { ...this.#headers(), "Idempotency-Key": randomUUID() };
    return ask("POST", this.url + path, { body, headers });
  }

  /** Opens a payment and returns the whole answer. */
  async open(terms: { readonly [k: string]: Json }): Promise<Json> {
    const answer = await this.post("/api/payments", terms);
    if (answer.status !== 201) {
      throw new Error(`not opened: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  payment(id: string): Promise<Json> {
    return this.get(`/api/payments/${id}`);
  }

  order(ref: string): Promise<Json> {
    return this.get(`/api/orders/${encodeURIComponent(ref)}`);
  }

  async discrepancies(paymentId: string): Promise<readonly Json[]> {
    return list(await this.get(`/api/discrepancies?payment_id=${paymentId}`), "data");
  }

  async events(paymentId: string): Promise<readonly Json[]> {
    return list(await this.get(`/api/events?payment_id=${paymentId}`), "data");
  }

  /** How often something happened to a payment. */
  async count(paymentId: string, type: string): Promise<number> {
    return (await this.events(paymentId)).filter((event) => at(event, "type") === type).length;
  }
}
