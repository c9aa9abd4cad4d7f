import type { Problem } from "../../api-types/index.ts";
import { NaruError } from "./errors.ts";

/** Where the payment server is and who calls. */
export type Config = {
  /** Of the payment server, such as `https://pay.shop.example`. */
  readonly url: string;
  /**
   * A secret key, `sk_test_…` or `sk_live_…`, on a server. In a browser, and only
   * there, the `client_token` of one payment.
   */
  readonly key: string;
  /** Milliseconds that one try may take; a refund waits for PortOne for up to 75 seconds. */
  readonly timeout?: number;
  /** How often a call is sent at most; 1 is never again. */
  readonly tries?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** How to wait; tests replace it. */
  readonly pause?: (milliseconds: number) => Promise<void>;
};

export type CallOptions = {
  /**
   * Names the wish that the call carries out, so that the same wish is carried
   * out once, also when the program that has it starts anew.
   */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

/** An answer that is not JSON: a page, a text or a redirect. */
export type Raw = { readonly status: number; readonly headers: Headers; readonly text: string };

type Scalar = string | number | boolean | null | undefined;

export type Request = {
  readonly method: string;
  readonly path: string;
  readonly secret?: boolean;
  readonly keyed?: boolean;
  readonly key?: string;
  readonly body?: unknown;
  readonly query?: { readonly [name: string]: Scalar };
};

const usualTimeout = 90_000;
const usualTries = 4;
const firstWait = 200;
const mostWait = 5_000;
const worthAnotherTry = [429, 502, 503, 504];

/** Sends calls, and sends again what cannot be done twice by it. */
export class Transport {
  readonly #config: Config;
  readonly #base: string;

  constructor(config: Config) {
    const { protocol, search } = new URL(config.url);
    if (!/^https?:$/.test(protocol) || search !== "") {
      throw new TypeError("the url of the payment server must be http(s)://host");
    }
    this.#config = config;
    this.#base = config.url.replace(/\/+$/, "");
  }

  protected async json<T>(request: Request, options?: CallOptions): Promise<T> {
    const answer = await this.#send(request, options);
    return JSON.parse(answer.text) as T;
  }

  protected async done(request: Request, options?: CallOptions): Promise<void> {
    await this.#send(request, options);
  }

  protected raw(request: Request, options?: CallOptions): Promise<Raw> {
    return this.#send(request, options);
  }

  async #send(request: Request, options?: CallOptions): Promise<Raw> {
    let key = options?.idempotencyKey ?? request.key;
    if (request.keyed && key === undefined) key = crypto.randomUUID();
    const tries = this.#config.tries ?? usualTries;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(request, key, options?.signal);
      } catch (thrown) {
        const repeatable = request.method === "GET" || request.keyed === true;
        if (
          attempt >= tries ||
          !repeatable ||
          options?.signal?.aborted ||
          !mayEndOtherwise(thrown)
        ) {
          throw thrown;
        }
        const wait = Math.min(firstWait * 2 ** (attempt - 1), mostWait) * (0.5 + Math.random() / 2);
        const told = thrown instanceof NaruError ? thrown.after : 0;
        await (this.#config.pause ?? sleep)(Math.max(wait, told));
      }
    }
  }

  async #once(request: Request, key: string | undefined, signal?: AbortSignal): Promise<Raw> {
    const headers = new Headers();
    if (request.body !== undefined) headers.set("content-type", "application/json");
    if (request.secret && this.#config.key)
      headers.set("authorization", `Bearer ${this.#config.key}`);
    // A browser's wish is its payment's, and needs no name.
    if (key !== undefined && !this.#config.key.startsWith("ct_"))
      headers.set("idempotency-key", key);
    const limit = AbortSignal.timeout(this.#config.timeout ?? usualTimeout);
    const answer = await (this.#config.fetch ?? fetch)(
      this.#base + request.path + search(request.query),
      {
        method: request.method,
        headers,
        redirect: "manual",
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      },
    );
    const text = await answer.text();
    if (answer.status >= 400) throw new NaruError(answer.status, problem(text), answer.headers);
    return { status: answer.status, headers: answer.headers, text };
  }
}

function mayEndOtherwise(thrown: unknown): boolean {
  if (!(thrown instanceof NaruError)) return true; // no answer came
  return thrown.code === "idempotency_key_in_progress" || worthAnotherTry.includes(thrown.status);
}

/** What a proxy answered need not be JSON. */
function problem(text: string): Partial<Problem> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}

function search(query: Request["query"]): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
