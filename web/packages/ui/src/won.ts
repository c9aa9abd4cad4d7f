/** Korean won: a whole number, never a float that something was divided into. */
export type Won = number & { readonly __brand: "Won" };

/** Money as the servers send it: an integer of minor units with its currency. */
export type Money = { readonly minor: number; readonly currency: string };

export type Language = "ko" | "en";

const decimals: Readonly<Record<string, number>> = { KRW: 0, JPY: 0, USD: 2, EUR: 2 };

/** Reads a number from a server as won; anything but a safe integer is refused. */
export function won(value: unknown): Won {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new TypeError(`not a whole number of won: ${String(value)}`);
  }
  return value as Won;
}

/** 59,000원, or ₩59,000 in English. */
export function formatWon(amount: Won, language: Language = "ko"): string {
  const digits = group(String(Math.abs(amount)));
  const sign = amount < 0 ? "-" : "";
  return language === "ko" ? `${sign}${digits}원` : `${sign}₩${digits}`;
}

/** Any currency: won as formatWon, others as "10.50 USD". */
export function formatMoney(money: Money, language: Language = "ko"): string {
  if (money.currency === "KRW") return formatWon(won(money.minor), language);
  const places = decimals[money.currency] ?? 0;
  const digits = String(Math.abs(money.minor)).padStart(places + 1, "0");
  const whole = group(digits.slice(0, digits.length - places));
  const part = places > 0 ? `.${digits.slice(-places)}` : "";
  return `${money.minor < 0 ? "-" : ""}${whole}${part} ${money.currency}`;
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
