/**
 * What the developer drawer spoils on purpose. It lives in this tab alone, so
 * that a new tab is an honest shop again.
 */
export type Mischief = {
  /** Send 100 won to request_pay whatever the price is. */
  readonly forgeAmount: boolean;
  /** Never tell the shop's server what the window said. */
  readonly loseCallback: boolean;
};

const name = "naru-mischief";
const none: Mischief = { forgeAmount: false, loseCallback: false };

export function readMischief(): Mischief {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(name) ?? "null");
    if (typeof kept !== "object" || kept === null) return none;
    return {
      forgeAmount: Reflect.get(kept, "forgeAmount") === true,
      loseCallback: Reflect.get(kept, "loseCallback") === true,
    };
  } catch {
    return none; // no storage: an honest shop
  }
}

export function keepMischief(mischief: Mischief): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(mischief));
  } catch {
    // No storage: the switch lasts as long as the drawer is open.
  }
}
