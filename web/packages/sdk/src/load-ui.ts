import { Attempt, type Shop, warn } from "./attempt.ts";
import type { Trouble } from "./texts.ts";

type Words = { readonly ko: string; readonly en: string; readonly zh: string };

/** Runs one request_pay for the shop of the moment, whose window may be a pop-up. */
type Pay = (params: unknown, callback: unknown, popup: boolean) => void;

/** The buttons that loadUI renders: the PG's name as text, never its look. */
const buttons: Readonly<Record<string, Words>> = {
  "paypal-spb": { ko: "PayPal로 결제", en: "Pay with PayPal", zh: "使用 PayPal 付款" },
  "paypal-rt": { ko: "PayPal 결제수단 등록", en: "Save PayPal", zh: "绑定 PayPal" },
  "toss-brandpay-widget": {
    ko: "브랜드페이로 결제",
    en: "Pay with BrandPay",
    zh: "使用 BrandPay 付款",
  },
};

/** A rendered UI: what its button asks for, which updateLoadUIRequest replaces. */
type Rendered = { params: unknown; callback: unknown };

/** The UIs of a page. */
export class LoadedUIs {
  readonly #rendered = new Map<string, Rendered>();
  readonly #pay: Pay;

  constructor(pay: Pay) {
    this.#pay = pay;
  }

  /** Renders a PG's button into the page's container; what is wrong reaches the callback. */
  load(shop: Shop | Trouble, uiType: unknown, params: unknown, callback: unknown): void {
    const place = typeof shop === "string" ? shop : placeOf(uiType);
    if (typeof place === "string") {
      new Attempt("loadUI", params, callback).fail(place);
      return;
    }
    const ui: Rendered = { params, callback };
    this.#rendered.set(place.type, ui);
    const button = render(place.container, place.words[languageOf(params)]);
    button.addEventListener("click", () => {
      this.#pay(ui.params, ui.callback, place.type.startsWith("paypal-"));
    });
  }

  /** Replaces what the button of a rendered UI asks for. */
  update(uiType: unknown, params: unknown): void {
    const ui = typeof uiType === "string" ? this.#rendered.get(uiType) : undefined;
    if (ui === undefined) {
      warn(wordsOf(uiType) === null ? "UNKNOWN_UI" : "NOT_LOADED", "updateLoadUIRequest");
      return;
    }
    ui.params = params;
  }
}

function wordsOf(uiType: unknown): Words | null {
  return typeof uiType === "string" ? (buttons[uiType] ?? null) : null;
}

function languageOf(params: unknown): keyof Words {
  const language = (params as { language?: unknown } | null | undefined)?.language;
  if (language === undefined || language === "ko") return "ko";
  return language === "zh" ? "zh" : "en";
}

/** Where a UI goes and what it says. */
function placeOf(
  uiType: unknown,
): { type: string; words: Words; container: HTMLElement } | Trouble {
  const words = wordsOf(uiType);
  if (words === null || typeof uiType !== "string") return "UNKNOWN_UI";
  const container = containerOf(uiType);
  return typeof container === "string" ? container : { type: uiType, words, container };
}

/** The container of a UI type. A page with one container alone need not name the type. */
function containerOf(uiType: string): HTMLElement | Trouble {
  const all = Array.from(document.querySelectorAll<HTMLElement>(".portone-ui-container"));
  const [first] = all;
  if (first === undefined) return "NO_CONTAINER";
  if (all.length === 1) return first;
  const [fits, another] = all.filter((one) => one.dataset.portoneUiType === uiType);
  if (fits === undefined) return "BAD_UI_TYPE";
  return another === undefined ? fits : "DUPLICATE_UI";
}

/** Puts the button into the container, instead of what an earlier loadUI had put there. */
function render(container: HTMLElement, text: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.slot = "naru-ui-button";
  button.textContent = text;
  button.style.cssText =
    "display:block;box-sizing:border-box;width:100%;min-height:48px;padding:0 16px;border:1px solid #7f8b97;" +
    "border-radius:8px;background:#fff;color:#16212b;font:600 16px/1.4 system-ui,sans-serif;cursor:pointer";
  container.replaceChildren(button);
  return button;
}
