import { createContext, useContext } from "react";
import type { LiveState } from "../api/live.ts";
import type { Session } from "../api/session.ts";

/** Who looks at these pages. */
export const SessionContext = createContext<Session | null>(null);

/** How the stream of changes stands. */
export const LiveContext = createContext<LiveState>("joining");

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession outside of a session's pages");
  return session;
}
