import type { Iamport } from "../iamport.d.ts";
import { type Home, type Shop, warn } from "./attempt.ts";
import { LoadedUIs } from "./load-ui.ts";
import { type Trouble, texts } from "./texts.ts";
import { Windows } from "./windows.ts";

/** Makes the object that a page knows as window.IMP. */
export function createIMP(home: Home): Iamport {
  const windows = new Windows(home);
  let shop: Shop | Trouble = "NOT_INITIALIZED";
  const uis = new LoadedUIs((params, callback, popup) =>
    windows.pay(shop, params, callback, popup),
  );

  const name = (next: Shop | Trouble) => {
    if (typeof next === "string") warn(next, "init");
    else if (typeof shop !== "string" && shop.userCode !== next.userCode) {
      console.warn(
        "[Naru sandbox] IMP.init was called again with another code. The last call counts.",
      );
    }
    shop = next;
  };

  // Not bound to `this`: shops pass the functions around.
  return {
    init: (userCode) => name(parseShop(userCode, null)),
    agency: (userCode, tierCode) => name(parseShop(userCode, tierCode)),
    request_pay: (params, callback) => windows.pay(shop, params, callback),
    certification: (params, callback) => windows.certify(shop, params, callback),
    loadUI: (uiType, params, callback) => uis.load(shop, uiType, params, callback),
    updateLoadUIRequest: (uiType, params) => uis.update(uiType, params),
    loadModule: (moduleType) => {
      warn("UNKNOWN_MODULE", "loadModule");
      return Promise.reject(new Error(`${String(moduleType)}: ${texts.UNKNOWN_MODULE[0]}`));
    },
  };
}

function parseShop(userCode: unknown, tierCode: unknown): Shop | Trouble {
  if (typeof userCode !== "string" || !/^imp\d+$/.test(userCode)) return "BAD_USER_CODE";
  if (tierCode === null) return { userCode, tierCode };
  if (typeof tierCode !== "string" || !/^[A-Z0-9]{3}$/.test(tierCode)) return "BAD_TIER_CODE";
  return { userCode, tierCode };
}
