import type { Iamport } from "@naru/sdk";

/** window.IMP of iamport.js, or null when the script did not load. */
export function findImp(): Iamport | null {
  const imp: unknown = Reflect.get(window, "IMP");
  const usable =
    typeof imp === "object" &&
    imp !== null &&
    typeof Reflect.get(imp, "request_pay") === "function";
  return usable ? (imp as Iamport) : null;
}
