import type { Iamport } from "../iamport.d.ts";
import type { Home } from "./attempt.ts";
import { createIMP } from "./imp.ts";

/** Both addresses of the script; the versioned one is the old SDK's. */
const address = /\/(v1\/iamport|js\/(iamport\.payment-[\w.-]+))\.js$/;

/** PortOne serves its script and its windows under two names; ours come from one. */
function serviceOf(origin: string): string {
  return origin.replace(/\/\/cdn\.iamport\.kr$/, "//service.iamport.kr");
}

function findHome(): Home {
  const scripts = [document.currentScript, ...Array.from(document.scripts).reverse()];
  for (const script of scripts) {
    if (!(script instanceof HTMLScriptElement) || script.src === "") continue;
    const { origin, pathname } = new URL(script.src);
    const match = address.exec(pathname);
    if (match !== null || script === document.currentScript) {
      return { origin: serviceOf(origin), legacy: match?.[2] !== undefined };
    }
  }
  return { origin: location.origin, legacy: false };
}

// A page that loads the script twice keeps the first object: it may already
// know the shop, and others may hold it.
const page = window as unknown as { IMP?: Iamport };
page.IMP ??= createIMP(findHome());
