import type { Money } from "@naru/ui";
import { readMoney } from "@naru/ui";
import type { Json } from "./decode.ts";

/** PortOne V1 writes amounts in major units, as decimals. */
export function amountOf(json: Json, currency: string): Money {
  return readMoney(json.decimal(), currency) ?? json.unexpected();
}
