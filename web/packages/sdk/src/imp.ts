import type { Iamport } from "../iamport.d.ts";
import { type Home, Payments, type Shop } from "./pay.ts";
import { type Trouble, texts } from "./texts.ts";

/** Makes the object that a page knows as window.IMP. */
export function createIMP(home: Home): Iamport {
  const payments = new Payments(home);
  let shop: Shop | Trouble = "NOT_INITIALIZED";

  const name = (next: Shop | Trouble) => {
    if (typeof next === "string") console.warn(`[Naru sandbox] ${texts[next][1]}`);
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
    request_pay: (params, callback) => payments.request(shop, params, callback),
  };
}

function parseShop(userCode: unknown, tierCode: unknown): Shop | Trouble {
  if (typeof userCode !== "string" || !/^imp\d+$/.test(userCode)) return "BAD_USER_CODE";
  if (tierCode === null) return { userCode, tierCode };
  if (typeof tierCode !== "string" || !/^[A-Z0-9]{3}$/.test(tierCode)) return "BAD_TIER_CODE";
  return { userCode, tierCode };
}
