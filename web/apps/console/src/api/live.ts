import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { gate } from "../session/gate.ts";
import { sessionKeys } from "./session.ts";

const AGAIN_MS = 1500;
const GATHER_MS = 150;
const POLL_MS = 15_000;

export type LiveState = "joining" | "open" | "away";

/**
 * Follows the server's changes: what is on the screen is read again soon after
 * something happened, and everything once the server is back.
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
  const refresh = gathered(() => reread(queries));
  const place = { last: "" };
  for (let again = false; !ended.aborted; again = true) {
    try {
      const end = await stream(place, ended, refresh.call, () => {
        tell("open");
        if (again) reread(queries);
      });
      if (end === "session" && !ended.aborted) {
        // Who closes the question goes on reading; the stream waits for the next log-in.
        if (!(await gate.ask("login"))) await gate.passed("login");
        continue;
      }
      if (end === "none") {
        tell("joining");
        await pause(POLL_MS, ended);
        reread(queries);
        continue;
      }
    } catch {
      if (!ended.aborted) tell("away");
    }
    if (!ended.aborted) await pause(AGAIN_MS, ended);
  }
  refresh.cancel();
}

// Everything but who is logged in: a change names a payment, and what it moved
// stands in lists, figures and queues alike. Only what is on the screen is asked.
function reread(queries: QueryClient): void {
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] !== sessionKeys.all[0],
  });
}

// Fetch and not EventSource, which cannot tell a session that ended from a
// server that is away. It resolves to how it ended: "none" is a server that has
// no stream for this page, as when too many are open, and is asked by and by.
async function stream(
  place: { last: string },
  ended: AbortSignal,
  news: () => void,
  opened: () => void,
): Promise<"session" | "none" | "over"> {
  const response = await fetch("/console/api/live", {
    signal: ended,
    headers: place.last === "" ? {} : { "Last-Event-ID": place.last },
  });
  if (response.status === 401) return "session";
  if (response.status >= 400 && response.status < 500) return "none";
  if (!response.ok || response.body === null) throw new Error(`live: ${response.status}`);
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return "over";
    const events = (rest + value).split(/\r?\n\r?\n/);
    rest = events.pop() ?? "";
    for (const event of events) if (hear(event, place)) news();
  }
}

/** Keeps the place of an event; true when it tells of a change, not of life alone. */
export function hear(event: string, place: { last: string }): boolean {
  const lines = event.split(/\r?\n/);
  const id = lines.find((line) => line.startsWith("id:"));
  if (id !== undefined) place.last = id.slice(3).trim();
  return lines.some((line) => line.startsWith("data:"));
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
