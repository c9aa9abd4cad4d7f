import { ask } from "./client.ts";

export const dueKinds = ["webhook", "schedule", "account", "token"] as const;
export type DueKind = (typeof dueKinds)[number];

/** What time alone brings next. */
export type DueThing = { at: Date; what: DueKind | "other"; imp: string; impUid: string };

export type Clock = { now: Date; running: boolean; nextDue: DueThing | null };

/** A move of the clock; advance is in seconds, set an RFC 3339 time. */
export type Move = { advance: number } | { set: string } | { advance_to_next_due: true };

export const clockKeys = { all: ["clock"] as const };

export async function getClock(): Promise<Clock> {
  const answer = await ask("GET", "/clock");
  const due = answer.at("next_due");
  return {
    now: new Date(answer.at("now").text()),
    running: answer.at("running").bool(),
    nextDue:
      due.value === null
        ? null
        : {
            at: new Date(due.at("at").text()),
            what: due.at("what").word<DueKind | "other">(dueKinds, "other"),
            imp: due.at("imp").textOrEmpty(),
            impUid: due.at("imp_uid").textOrEmpty(),
          },
  };
}

// The answer waits for every webhook that became due, and a shop may let each
// wait for 40 seconds.
const MOVE_PATIENCE_MS = 10 * 60_000;

/** Moves the clock and returns how much was carried out on the way. */
export async function moveClock(move: Move): Promise<number> {
  const signal = AbortSignal.timeout(MOVE_PATIENCE_MS);
  const answer = await ask("POST", "/clock", { body: move, signal });
  return answer.at("did").integer();
}
