import { useSyncExternalStore } from "react";
import { mostQty } from "../products/product.ts";

/** One thing in the cart. What it costs is the server's to say. */
export type Wish = { readonly product_id: string; readonly option: string; readonly qty: number };

const name = "naru-cart";
const mostLines = 20;
const listeners = new Set<() => void>();
let kept: readonly Wish[] | null = null;

/** The cart of this browser. It outlives the tab; rubbish in the storage is none. */
export function readCart(): readonly Wish[] {
  kept ??= stored();
  return kept;
}

function stored(): readonly Wish[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(value) ? value.filter(isWish).slice(0, mostLines) : [];
  } catch {
    return [];
  }
}

function isWish(value: unknown): value is Wish {
  if (typeof value !== "object" || value === null) return false;
  const qty: unknown = Reflect.get(value, "qty");
  return (
    typeof Reflect.get(value, "product_id") === "string" &&
    typeof Reflect.get(value, "option") === "string" &&
    Number.isInteger(qty) &&
    Number(qty) >= 1 &&
    Number(qty) <= mostQty
  );
}

function write(cart: readonly Wish[]): void {
  kept = cart;
  try {
    localStorage.setItem(name, JSON.stringify(cart));
  } catch {
    // No storage: the cart lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

const same = (a: Wish, b: Wish) => a.product_id === b.product_id && a.option === b.option;

/** Puts something in, beside what is there of it already. */
export function addToCart(wish: Wish, most: number): void {
  const cart = readCart();
  const there = cart.find((one) => same(one, wish));
  if (there !== undefined) setQty(wish, Math.min(there.qty + wish.qty, most));
  else write([...cart, wish].slice(-mostLines));
}

/** Changes how many there are of something; none takes it out. */
export function setQty(wish: Wish, qty: number): void {
  write(
    readCart().flatMap((one) => {
      if (!same(one, wish)) return [one];
      return qty < 1 ? [] : [{ ...one, qty }];
    }),
  );
}

/** Takes what was bought out of the cart. */
export function takeOut(bought: readonly Wish[]): void {
  write(readCart().filter((one) => !bought.some((wish) => same(one, wish))));
}

export function useCart(): readonly Wish[] {
  return useSyncExternalStore(subscribe, readCart);
}

function subscribe(listener: () => void): () => void {
  const other = ({ key }: StorageEvent) => {
    if (key !== null && key !== name) return;
    kept = null; // another tab changed it
    listener();
  };
  listeners.add(listener);
  addEventListener("storage", other);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", other);
  };
}
