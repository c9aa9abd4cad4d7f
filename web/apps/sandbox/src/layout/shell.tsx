import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api/client.ts";
import { useLive } from "../api/live.ts";
import { getMerchant, merchantKeys } from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";
import { AwayBanner } from "./away-banner.tsx";
import { Load } from "./load.tsx";
import { LiveContext, MerchantContext } from "./merchant-context.tsx";
import { NoMerchant } from "./no-merchant.tsx";
import { Sidebar } from "./sidebar.tsx";

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
        <SkipLink />
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

/** The first stop of the Tab key: past the menu. */
function SkipLink() {
  const { app } = useTexts();
  return (
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2 focus:text-sm"
    >
      {app.skip}
    </a>
  );
}
