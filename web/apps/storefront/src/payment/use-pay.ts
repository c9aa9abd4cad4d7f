import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { orderKeys } from "../api/queries.ts";
import { ShopError } from "../api/shop-error.ts";
import type { OrderKey } from "../order/order.ts";
import { resultPath } from "../result/result-path.ts";
import type { Opened } from "./opened.ts";
import { pay } from "./pay.ts";

/** An order to pay, or one that turned out to be paid already. */
export type Payable =
  | { readonly kind: "opened"; readonly opened: Opened }
  | { readonly kind: "already_paid"; readonly key: OrderKey };

/**
 * Opens a payment, shows its window, and goes to the order's page, which shows
 * what the server decided. windowOf is the order whose window is open; again
 * stops waiting for a window that went away without a word.
 */
export function usePay(open: () => Promise<Payable>) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [windowOf, setWindowOf] = useState<OrderKey | null>(null);
  const mutation = useMutation({
    mutationFn: async () => {
      const payable = await open();
      if (payable.kind === "already_paid") return payable.key;
      const { opened } = payable;
      client.setQueryData(orderKeys.one(opened.key), opened.order);
      setWindowOf(opened.key);
      try {
        await pay(opened);
      } catch (error) {
        // The order's page asks again by itself when the shop's server was away.
        if (!(error instanceof ShopError)) throw error;
      }
      return opened.key;
    },
    onSuccess: async (key) => {
      setWindowOf(null);
      await client.invalidateQueries({ queryKey: orderKeys.one(key) });
      navigate(resultPath(key));
    },
    onError: () => setWindowOf(null),
  });
  const again = () => {
    setWindowOf(null);
    mutation.reset();
  };
  return { ...mutation, windowOf, again };
}
