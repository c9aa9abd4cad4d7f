import { isRecord, type Told } from "./protocol.ts";
import { type Trouble, texts } from "./texts.ts";

/** Where the script came from, which is where the service is. */
export type Home = { readonly origin: string; readonly legacy: boolean };

export type Shop = { readonly userCode: string; readonly tierCode: string | null };

/** The start request; trouble when the parameters are no object or JSON cannot hold them. */
export function encode(
  home: Home,
  shop: Shop,
  params: unknown,
): { readonly json: string } | Trouble {
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

/** The shop's side of one call: whom to tell, and the number to tell it about. */
export class Attempt {
  readonly params: unknown;
  readonly wantsPopup: boolean;
  readonly #name: string;
  readonly #merchantUID: string;
  readonly #callback: ((response: Told) => void) | null;

  constructor(name: string, params: unknown, callback: unknown) {
    const known = isRecord(params) ? params : {};
    this.params = params;
    this.wantsPopup = known.popup === true;
    this.#name = name;
    this.#merchantUID = typeof known.merchant_uid === "string" ? known.merchant_uid : "";
    this.#callback = typeof callback === "function" ? (callback as (told: Told) => void) : null;
  }

  /** Always after the call returned, and an error in it is the page's own. */
  tell(response: Told): void {
    const callback = this.#callback;
    if (callback !== null) setTimeout(() => callback(response));
  }

  /** A refusal goes to the callback; without one, to m_redirect_url, so that it is not silent. */
  refuse(response: Told, redirectURL: string | null): void {
    console.warn(`[Naru sandbox] ${this.#name} refused: ${response.error_msg ?? ""}`);
    if (this.#callback !== null) this.tell(response);
    else if (redirectURL !== null && /^https?:/i.test(redirectURL)) location.assign(redirectURL);
  }

  fail(trouble: Trouble, cause?: unknown): void {
    warn(trouble, this.#name, cause);
    this.tell({
      success: false,
      error_code: `SDK_${trouble}`,
      error_msg: texts[trouble][0],
      imp_uid: null,
      merchant_uid: this.#merchantUID,
    });
  }
}

/** Says in the browser's console what went wrong. */
export function warn(trouble: Trouble, where: string, cause?: unknown): void {
  const text = `[Naru sandbox] ${where}: ${texts[trouble][1]}`;
  console.warn(text, ...(cause === undefined ? [] : [cause]));
}
