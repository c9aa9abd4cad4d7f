import type { Scenario } from "../api/scenarios.ts";

/** How often a scenario will still be applied; null: without end. */
export function left({ when, seen, applied }: Scenario): number | null {
  if (when.nth !== undefined) return seen >= Number(when.nth) ? 0 : 1;
  return when.times === undefined ? null : Math.max(0, Number(when.times) - applied);
}
