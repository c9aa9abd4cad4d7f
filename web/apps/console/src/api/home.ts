import type { ConsoleHome } from "../../../../packages/api-types/index.ts";
import { ask } from "./client.ts";

/** Today, the last thirty days, and how notices fare; all money is of one currency. */
export type HomeFigures = ConsoleHome;

export type EndpointHealth = HomeFigures["webhooks"]["endpoints"][number];

export const homeKeys = {
  all: ["home"] as const,
  of: (currency: string) => ["home", currency] as const,
};

export function getHome(currency: string): Promise<HomeFigures> {
  return ask<HomeFigures>("GET", "/home", { query: { currency } });
}
