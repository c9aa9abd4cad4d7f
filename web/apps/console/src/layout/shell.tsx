import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLive } from "../api/live.ts";
import { getSession, type Session, sessionKeys } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { FirstPasswordPage } from "../session/first-password-page.tsx";
import { GateDialogs } from "../session/gate-dialogs.tsx";
import { LoginPage } from "../session/login-page.tsx";
import { LiveContext, SessionContext } from "../session/session-context.ts";
import { AwayBanner } from "./away-banner.tsx";
import { Load } from "./load.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TestBand } from "./test-band.tsx";

/** The frame of every page: the log-in before it, the menu beside it. */
export function Shell({ children }: { children: ReactNode }) {
  const session = useQuery({ queryKey: sessionKeys.all, queryFn: getSession, staleTime: Infinity });
  return (
    <Load query={session}>
      {(found) =>
        found === null ? (
          <LoginPage />
        ) : found.must_change_password ? (
          <FirstPasswordPage />
        ) : (
          // Another person is another page: nothing of the one before is left.
          <Frame key={found.operator.id} session={found}>
            {children}
          </Frame>
        )
      }
    </Load>
  );
}

function Frame({ session, children }: { session: Session; children: ReactNode }) {
  const live = useLive();
  return (
    <SessionContext.Provider value={session}>
      <LiveContext.Provider value={live}>
        <div className="isolate min-h-dvh md:grid md:grid-cols-[15rem_1fr]">
          <SkipLink />
          <Sidebar />
          <div className="min-w-0">
            {session.test && <TestBand />}
            {live === "away" && <AwayBanner />}
            <main
              id="main"
              tabIndex={-1}
              className="mx-auto max-w-6xl px-4 py-6 outline-none sm:px-6"
            >
              {children}
            </main>
          </div>
        </div>
        <GateDialogs />
      </LiveContext.Provider>
    </SessionContext.Provider>
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
