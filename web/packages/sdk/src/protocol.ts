/** What a callback receives in every case; each call adds its own to it. */
export type Told = {
  readonly success?: boolean;
  readonly error_code?: string | null;
  readonly error_msg?: string | null;
  readonly imp_uid: string | null;
  readonly merchant_uid: string;
};

/** What POST /checkout/v1/start and /checkout/v1/certify answer. */
export type Started =
  | { readonly kind: "window"; readonly window: OpenWindow }
  | { readonly kind: "refused"; readonly callback: Told; readonly redirectURL: string | null };

export type OpenWindow = {
  readonly url: string;
  readonly kind: "iframe" | "popup" | "page";
};

/** What a window tells the page that opened it. */
export type FrameMessage =
  | { readonly type: "result"; readonly callback: Told }
  /** The window is over and the shop is told nothing. */
  | { readonly type: "close" }
  /** The shop's server is being asked; the window cannot be closed now. */
  | { readonly type: "busy" };

/** Reads the service's answer; null when it is not one. */
export function parseStarted(value: unknown, origin: string): Started | null {
  if (!isRecord(value)) return null;
  if (isRecord(value.refused)) {
    const { callback, redirect_url: redirectURL } = value.refused;
    return isRecord(callback)
      ? {
          kind: "refused",
          callback: callback as unknown as Told,
          redirectURL: typeof redirectURL === "string" ? redirectURL : null,
        }
      : null;
  }
  const window = value.window;
  if (!isRecord(window) || typeof window.url !== "string") return null;
  const kind = window.kind;
  if (kind !== "iframe" && kind !== "popup" && kind !== "page") return null;
  // The window is served where this script came from, by whatever name the page
  // reached it: localhost, 127.0.0.1 or an address in the local network.
  const { pathname, search } = new URL(window.url, origin);
  return { kind: "window", window: { url: origin + pathname + search, kind } };
}

/** Reads a message of a window; null when it is somebody else's. */
export function parseMessage(value: unknown): FrameMessage | null {
  if (!isRecord(value) || value.source !== "naru-sandbox") return null;
  if (value.type === "close" || value.type === "busy") return { type: value.type };
  if (value.type !== "result" || !isRecord(value.callback)) return null;
  return { type: "result", callback: value.callback as unknown as Told };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
