import { Attempt, encode, type Home, type Shop } from "./attempt.ts";
import { openPopup, type Shown, showOverlay, showPopup } from "./overlay.ts";
import { type OpenWindow, parseMessage, type Told } from "./protocol.ts";
import { closeWindow, type Path, start } from "./service.ts";
import type { Trouble } from "./texts.ts";

/** One window after the other; while one is open a second call is refused. */
export class Windows {
  #open = false;
  readonly #home: Home;

  constructor(home: Home) {
    this.#home = home;
  }

  /**
   * Runs one request_pay; every trouble reaches the callback, later than this call.
   * popup says that the PG's window is a pop-up anyway, on a phone too.
   */
  pay(shop: Shop | Trouble, params: unknown, callback: unknown, popup = false): void {
    this.#request("start", shop, new Attempt("request_pay", params, callback), (wanted) => {
      return popup || (wanted && !onPhone());
    });
  }

  /** Runs one certification: on a PC always in a pop-up. */
  certify(shop: Shop | Trouble, params: unknown, callback: unknown): void {
    this.#request("certify", shop, new Attempt("certification", params, callback), (wanted) => {
      return wanted || !onPhone();
    });
  }

  #request(
    path: Path,
    shop: Shop | Trouble,
    attempt: Attempt,
    early: (wanted: boolean) => boolean,
  ): void {
    const body = typeof shop === "string" ? shop : encode(this.#home, shop, attempt.params);
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
    const popup = early(attempt.wantsPopup) ? openPopup() : null;
    this.#run(path, attempt, body.json, popup).finally(() => {
      this.#open = false;
    });
  }

  async #run(path: Path, attempt: Attempt, body: string, popup: Window | null): Promise<void> {
    let started: Awaited<ReturnType<typeof start>>;
    try {
      started = await start(this.#home.origin, path, body);
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

/** Phones get a pop-up only where it is asked for; the service decides by the same sign. */
function onPhone(): boolean {
  return /Mobi|Android|iPhone|iPad|iPod/i.test(navigator.userAgent);
}

/** How long to wait before closing again what could not be closed. */
const closeAgain = 1_000;

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
      if (message === null || message.type === "busy") return;
      end(message.type === "result" ? message.callback : null);
    };
    const end = (response: Told | null) => {
      removeEventListener("message", onMessage);
      shown.remove();
      resolve();
      if (response !== null) attempt.tell(response);
    };
    let leaving = false;
    const leave = async () => {
      if (leaving) return;
      leaving = true;
      try {
        const answer = await closeWindow(opened.url);
        if (answer?.type === "busy") {
          leaving = false;
          // The buyer can press again; a pop-up that is gone cannot.
          if (shown.target()?.closed !== false) setTimeout(leave, closeAgain);
          return;
        }
        end(answer?.type === "result" ? answer.callback : null);
      } catch (cause) {
        end(null);
        attempt.fail("LOST", cause);
      }
    };
    addEventListener("message", onMessage);
    const shown = place(opened, popup, leave);
  });
}

/** A pop-up that was blocked becomes an overlay: the buyer can pay either way. */
function place(opened: OpenWindow, early: Window | null, leave: () => void): Shown {
  const popup = opened.kind === "popup" ? (early ?? openPopup()) : null;
  return popup === null ? showOverlay(opened.url, leave) : showPopup(popup, opened.url, leave);
}
