import type { RequestPayCallback, RequestPayParams, RequestPayResponse } from "../iamport.d.ts";
import { openPopup, type Shown, showOverlay, showPopup } from "./overlay.ts";
import { isRecord, type OpenWindow, parseMessage } from "./protocol.ts";
import { closeWindow, start } from "./service.ts";
import { type Trouble, texts } from "./texts.ts";

/** Where the script came from, which is where the service is. */
export type Home = { readonly origin: string; readonly legacy: boolean };

export type Shop = { readonly userCode: string; readonly tierCode: string | null };

/** One request_pay after the other; while one is open a second is refused. */
export class Payments {
  #open = false;
  readonly #home: Home;

  constructor(home: Home) {
    this.#home = home;
  }

  /** Runs one request_pay; every trouble reaches the callback, later than this call. */
  request(shop: Shop | Trouble, params: unknown, callback: unknown): void {
    const attempt = new Attempt(params, callback);
    const body = typeof shop === "string" ? shop : encode(this.#home, shop, params);
    if (typeof body === "string") {
      attempt.fail(body);
      return;
    }
    if (this.#open) {
      attempt.fail("ALREADY_OPEN");
      return;
    }
    this.#open = true;
    // Only a window that opens within the click escapes the pop-up blocker.
    const popup = (params as RequestPayParams).popup === true && !onPhone() ? openPopup() : null;
    this.#run(attempt, body.json, popup).finally(() => {
      this.#open = false;
    });
  }

  async #run(attempt: Attempt, body: string, popup: Window | null): Promise<void> {
    let started: Awaited<ReturnType<typeof start>>;
    try {
      started = await start(this.#home.origin, body);
    } catch (cause) {
      popup?.close();
      attempt.fail("UNREACHABLE", cause);
      return;
    }
    if (started.kind === "refused") {
      popup?.close();
      attempt.refuse(started.callback, started.redirectURL);
      return;
    }
    if (started.window.kind !== "popup") popup?.close();
    if (started.window.kind === "page") location.assign(started.window.url);
    else await show(started.window, popup, this.#home.origin, attempt);
  }
}

/** Phones never get a pop-up; the service decides by the same sign. */
function onPhone(): boolean {
  return /Mobi|Android|iPhone|iPad|iPod/i.test(navigator.userAgent);
}

/** Shows the window and resolves when it is gone. */
function show(
  opened: OpenWindow,
  popup: Window | null,
  origin: string,
  attempt: Attempt,
): Promise<void> {
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent) => {
      if (event.origin !== origin || event.source !== shown.target()) return;
      const message = parseMessage(event.data);
      if (message !== null) end(message.type === "result" ? message.callback : null);
    };
    const end = (response: RequestPayResponse | null) => {
      removeEventListener("message", onMessage);
      shown.remove();
      resolve();
      if (response !== null) attempt.tell(response);
    };
    const leave = once(async () => {
      try {
        const answer = await closeWindow(opened.url);
        end(answer?.type === "result" ? answer.callback : null);
      } catch (cause) {
        end(null);
        attempt.fail("LOST", cause);
      }
    });
    addEventListener("message", onMessage);
    const shown = place(opened, popup, leave);
  });
}

/** A pop-up that was blocked becomes an overlay: the buyer can pay either way. */
function place(opened: OpenWindow, early: Window | null, leave: () => void): Shown {
  const popup = opened.kind === "popup" ? (early ?? openPopup()) : null;
  return popup === null ? showOverlay(opened.url, leave) : showPopup(popup, opened.url, leave);
}

function once(fn: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    fn();
  };
}

/** The start request; trouble when the parameters are no object or JSON cannot hold them. */
function encode(home: Home, shop: Shop, params: unknown): { readonly json: string } | Trouble {
  if (!isRecord(params)) return "BAD_PARAMS";
  try {
    const json = JSON.stringify({
      user_code: shop.userCode,
      ...(shop.tierCode === null ? {} : { tier_code: shop.tierCode }),
      params,
      legacy: home.legacy,
      page_url: location.href,
    });
    return { json };
  } catch {
    return "BAD_PARAMS"; // a circle or a BigInt
  }
}

/** The shop's side of one request_pay: whom to tell, and the number to tell it about. */
class Attempt {
  readonly #merchantUID: string;
  readonly #callback: RequestPayCallback | null;

  constructor(params: unknown, callback: unknown) {
    const uid = isRecord(params) ? params.merchant_uid : undefined;
    this.#merchantUID = typeof uid === "string" ? uid : "";
    this.#callback = typeof callback === "function" ? (callback as RequestPayCallback) : null;
  }

  /** Always after request_pay returned, and an error in it is the page's own. */
  tell(response: RequestPayResponse): void {
    const callback = this.#callback;
    if (callback !== null) setTimeout(() => callback(response));
  }

  /** A refusal goes to the callback; without one, to m_redirect_url, so that it is not silent. */
  refuse(response: RequestPayResponse, redirectURL: string | null): void {
    console.warn(`[Naru sandbox] request_pay refused: ${response.error_msg ?? ""}`);
    if (this.#callback !== null) this.tell(response);
    else if (redirectURL !== null && /^https?:/i.test(redirectURL)) location.assign(redirectURL);
  }

  fail(trouble: Trouble, cause?: unknown): void {
    const [korean, english] = texts[trouble];
    console.warn(`[Naru sandbox] ${english}`, ...(cause === undefined ? [] : [cause]));
    this.tell({
      success: false,
      error_code: `SDK_${trouble}`,
      error_msg: korean,
      imp_uid: null,
      merchant_uid: this.#merchantUID,
    });
  }
}
