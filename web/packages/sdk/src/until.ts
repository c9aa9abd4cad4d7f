import { vi } from "vitest";

/** Waits until fn no longer throws; long, because test machines are busy. */
export function until<T>(fn: () => T): Promise<T> {
  return vi.waitFor(fn, { timeout: 10_000 });
}
