import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api/client.ts";
import { useLive } from "../api/live.ts";
import { getMerchant, merchantKeys } from "../api/merchants.ts";
import { AwayBanner } from "./away-banner.tsx";
import { Load } from "./load.tsx";
import { LiveContext, MerchantContext } from "./merchant-context.tsx";
import { NoMerchant } from "./no-merchant.tsx";
import { Sidebar } from "./sidebar.tsx";
import { Top } from "./top.tsx";

/** The frame of every page of a merchant: menu, band, banner, content. */
export function Shell({ imp, children }: { imp: string; children: ReactNode }) {
  const live = useLive();
  const merchant = useQuery({
    queryKey: merchantKeys.one(imp),
    queryFn: () => getMerchant(imp),
  });
  if (merchant.error instanceof ApiError && merchant.error.status === 404) {
    return <NoMerchant imp={imp} />;
  }
  return (
    <LiveContext.Provider value={live}>
      <div className="isolate min-h-dvh md:grid md:grid-cols-[15rem_1fr]">
        <Top shop={merchant.data?.name ?? ""} code={imp} />
        <Sidebar shop={merchant.data?.name ?? ""} code={imp} />
        <div className="min-w-0">
          {live === "away" && <AwayBanner />}
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto max-w-6xl px-4 py-6 outline-none sm:px-6"
          >
            <Load query={merchant}>
              {(found) => (
                <MerchantContext.Provider value={found}>{children}</MerchantContext.Provider>
              )}
            </Load>
          </main>
        </div>
      </div>
    </LiveContext.Provider>
  );
}
