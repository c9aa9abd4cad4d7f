import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { billingKeys } from "./billing.ts";
import { certificationKeys } from "./certifications.ts";
import { channelKeys } from "./channels.ts";
import { AwayError } from "./client.ts";
import { clockKeys } from "./clock.ts";
import { deliveryKeys } from "./deliveries.ts";
import { type Log, logKeys, logQuery } from "./log.ts";
import { merchantKeys } from "./merchants.ts";
import { paymentKeys } from "./payments.ts";
import { receiptKeys } from "./receipts.ts";
import { scenarioKeys } from "./scenarios.ts";
import { stateKeys } from "./state.ts";

const AGAIN_MS = 1500;
const GATHER_MS = 150;

export type LiveState = "joining" | "open" | "away";

/**
 * Follows the sandbox's event stream: what is on the screen is read again soon
 * after something happened, and everything once the sandbox is back.
 */
export function useLive(): LiveState {
  const [state, setState] = useState<LiveState>("joining");
  const queries = useQueryClient();
  useEffect(() => {
    const ended = new AbortController();
    void follow(queries, setState, ended.signal);
    return () => ended.abort();
  }, [queries]);
  return state;
}

async function follow(
  queries: QueryClient,
  tell: (state: LiveState) => void,
  ended: AbortSignal,
): Promise<void> {
  const refresh = gathered(() => reread(queries, moving));
  for (let again = false; !ended.aborted; again = true) {
    try {
      // A sandbox that was away may have begun anew, and its numbers with it.
      if (again) queries.removeQueries({ queryKey: logKeys.all });
      const log = await queries.fetchQuery({ ...logQuery(queries), retry: false });
      await stream(log, ended, refresh.call, () => {
        tell("open");
        if (again) reread(queries, everything);
      });
    } catch {
      // Whatever broke it: the banner says so, and it is tried again.
    }
    if (ended.aborted) break;
    tell("away");
    await pause(AGAIN_MS, ended);
  }
  refresh.cancel();
}

// What a single event may have changed.
const moving = [
  paymentKeys.all,
  billingKeys.all,
  deliveryKeys.all,
  receiptKeys.all,
  certificationKeys.all,
  scenarioKeys.list,
  scenarioKeys.faults,
  logKeys.all,
  clockKeys.all,
  stateKeys.all,
] as const;

const everything = [...moving, channelKeys.all, merchantKeys.all] as const;

function reread(queries: QueryClient, keys: readonly (readonly string[])[]): void {
  for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
}

// The bytes are not looked into: that there are some is the news. So it is
// fetch and not EventSource, which hears only the names that it was given.
async function stream(
  log: Log,
  ended: AbortSignal,
  news: () => void,
  opened: () => void,
): Promise<void> {
  const response = await fetch(`/sandbox/events?after=${log.last}`, { signal: ended });
  if (!response.ok || response.body === null) throw new AwayError(response.status);
  opened();
  const reader = response.body.getReader();
  while (!(await reader.read()).done) news();
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      ended.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    ended.addEventListener("abort", done);
  });
}

/** Runs once for many calls that come close together. */
function gathered(run: () => void): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    call: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        run();
      }, GATHER_MS);
    },
    cancel: () => clearTimeout(timer),
  };
}
