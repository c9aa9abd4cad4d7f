import { ask } from "./client.ts";

export type Count = { readonly count: number };
/** Payments and their money, in the currency of the page. */
export type CountAmount = { readonly count: number; readonly amount: number };

export type EndpointHealth = {
  readonly id: string;
  readonly url: string;
  readonly state: "active" | "paused" | "disabled";
  /** Deliveries that were given up. */
  readonly dead: number;
  readonly pending: number;
};

export type Day = {
  /** YYYY-MM-DD in Korea. */
  readonly date: string;
  readonly paid: CountAmount;
  readonly refunded: CountAmount;
  readonly failed: Count;
};

export type HomeFigures = {
  /** Of all money here. */
  readonly currency: string;
  /** Others that payments were in within the days; each has a page of its own. */
  readonly other_currencies: readonly string[];
  readonly today: {
    readonly paid: CountAmount;
    readonly refunded: CountAmount;
    readonly failed: Count;
    readonly waiting: CountAmount;
  };
  readonly discrepancies: { readonly open: number };
  readonly webhooks: {
    readonly in: { readonly pending: number; readonly oldest_seconds: number | null };
    readonly endpoints: readonly EndpointHealth[];
  };
  readonly days: readonly Day[];
  readonly failures: readonly {
    readonly code: string;
    readonly message_ko: string;
    readonly message_en: string;
    /** The PG's own words. */
    readonly text: string;
    readonly count: number;
  }[];
  /** Failures beside those that are listed. */
  readonly other_failures: number;
  readonly time_to_paid: {
    readonly median_s: number | null;
    readonly buckets: readonly { readonly upto_s: number | null; readonly count: number }[];
  };
};

export const homeKeys = {
  all: ["home"] as const,
  of: (currency: string) => ["home", currency] as const,
};

export function getHome(currency: string): Promise<HomeFigures> {
  return ask<HomeFigures>("GET", "/home", { query: { currency } });
}
