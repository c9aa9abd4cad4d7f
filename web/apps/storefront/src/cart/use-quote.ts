import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { productKeys } from "../api/queries.ts";
import { fetchQuote } from "../api/shop.ts";
import type { Wish } from "./cart.ts";

/** What some goods would cost, as the server adds it up. */
export function useQuote(items: readonly Wish[], coupon: string) {
  return useQuery({
    queryKey: productKeys.quote(items, coupon),
    queryFn: ({ signal }) => fetchQuote(items, coupon, signal),
    enabled: items.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
