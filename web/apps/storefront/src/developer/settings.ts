/**
 * What the developer drawer spoils on purpose. It lives in this tab alone, so
 * that a new tab is an honest shop again.
 */
export type Mischief = {
  /** Send 100 won to request_pay whatever the price is. */
  readonly forgeAmount: boolean;
  /** Never tell the shop's server what the window said. */
  readonly loseCallback: boolean;
  /** Open a second window of the same order by another payment, and pay there, too. */
  readonly payTwice: boolean;
  /** Tell the shop's server what the window said only after a while. */
  readonly slow: boolean;
};

const name = "naru-mischief";
const none: Mischief = { forgeAmount: false, loseCallback: false, payTwice: false, slow: false };

export function readMischief(): Mischief {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(name) ?? "null");
    if (typeof kept !== "object" || kept === null) return none;
    return {
      forgeAmount: Reflect.get(kept, "forgeAmount") === true,
      loseCallback: Reflect.get(kept, "loseCallback") === true,
      payTwice: Reflect.get(kept, "payTwice") === true,
      slow: Reflect.get(kept, "slow") === true,
    };
  } catch {
    return none; // no storage: an honest shop
  }
}

export function isMischievous(mischief: Mischief): boolean {
  return Object.values(mischief).includes(true);
}

export function keepMischief(mischief: Mischief): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(mischief));
  } catch {
    // No storage: the switch lasts as long as the drawer is open.
  }
}
