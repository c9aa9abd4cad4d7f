import type { Texts } from "../i18n/texts.ts";

/** The Korean or English name of a pay_method; an unknown one is shown as it came. */
export function methodName(t: Texts, method: string): string {
  const names: Readonly<Record<string, string>> = t.methods;
  return names[method] ?? method;
}
