import { useState } from "react";

/** Keeps something for as long as the tab is open. */
export function keep(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // No storage: the form is empty after a reload, nothing worse.
  }
}

export function kept(name: string): object | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(name) ?? "null");
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** Something that was typed, which a reload of the tab does not lose. */
export function useKept<T extends Readonly<Record<string, string>>>(
  name: string,
  first: T,
): readonly [T, (value: T) => void] {
  const [value, setValue] = useState(() => merged(first, kept(name)));
  const change = (next: T) => {
    setValue(next);
    keep(name, next);
  };
  return [value, change];
}

/** The texts that were kept under the names that are known, or else the first ones. */
function merged<T extends Readonly<Record<string, string>>>(first: T, old: object | null): T {
  if (old === null) return first;
  const texts = Object.keys(first).map((field) => {
    const text: unknown = Reflect.get(old, field);
    return [field, typeof text === "string" ? text : first[field]];
  });
  return { ...first, ...Object.fromEntries(texts) };
}
