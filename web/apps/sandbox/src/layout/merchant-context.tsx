import { createContext, useContext } from "react";
import type { LiveState } from "../api/live.ts";
import type { Merchant } from "../api/merchants.ts";

/** The merchant whose pages these are. */
export const MerchantContext = createContext<Merchant | null>(null);

/** How the event stream stands. */
export const LiveContext = createContext<LiveState>("joining");

export function useMerchant(): Merchant {
  const merchant = useContext(MerchantContext);
  if (merchant === null) throw new Error("useMerchant outside of a merchant's pages");
  return merchant;
}
