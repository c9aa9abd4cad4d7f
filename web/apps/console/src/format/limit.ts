import { formatMoney, type Language } from "@naru/ui";

/** A refund limit in won; null is none. */
export function formatLimit(limit: number | null, none: string, language: Language): string {
  return limit === null ? none : formatMoney({ minor: limit, currency: "KRW" }, language);
}
