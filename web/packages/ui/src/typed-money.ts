import type { Money } from "./won.ts";

/** An amount of the smallest unit of its currency; anything but an integer is refused. */
export function money(minor: number, currency: string): Money {
  if (!Number.isSafeInteger(minor)) throw new Error(`amount is not an integer: ${minor}`);
  return { minor, currency };
}

// Currencies that are written without decimals; every other has two.
const WHOLE = new Set(["KRW", "JPY"]);

function places(currency: string): number {
  return WHOLE.has(currency) ? 0 : 2;
}

/** Reads what a person typed, by text and never through a float; null when it is no amount. */
export function readMoney(typed: string, currency: string): Money | null {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(typed.trim().replace(/\s*원$/, ""));
  if (match === null) return null;
  const rest = match[2] ?? "";
  if (rest.length > places(currency)) return null;
  const minor = Number(
    `${(match[1] ?? "").replaceAll(",", "")}${rest.padEnd(places(currency), "0")}`,
  );
  return Number.isSafeInteger(minor) ? money(minor, currency) : null;
}

/** What is left of a when b is taken away; both in one currency. */
export function minus(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new Error(`${a.currency} minus ${b.currency}`);
  return money(a.minor - b.minor, a.currency);
}

/** The amount as PortOne V1 writes it, in major units: 59000 or 10.50. */
export function majorText({ minor, currency }: Money): string {
  const part = places(currency);
  const digits = String(minor).padStart(part + 1, "0");
  return part === 0 ? digits : `${digits.slice(0, -part)}.${digits.slice(-part)}`;
}
