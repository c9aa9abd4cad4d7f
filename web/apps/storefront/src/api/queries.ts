import { QueryClient } from "@tanstack/react-query";
import type { Wish } from "../cart/cart.ts";
import type { OrderKey } from "../order/order.ts";

/** The keys of what is kept of the server's answers, one factory a resource. */
export const productKeys = {
  all: ["products"] as const,
  quote: (items: readonly Wish[], coupon: string) => ["quote", items, coupon] as const,
};

export const orderKeys = {
  one: (key: OrderKey) => ["order", key.ref, key.key] as const,
  trace: (key: OrderKey) => ["order", key.ref, key.key, "trace"] as const,
};

export const developerKeys = { links: ["developer"] as const };

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: 1, staleTime: 1_000 },
      mutations: { retry: false }, // a second try is the buyer's decision
    },
  });
}
