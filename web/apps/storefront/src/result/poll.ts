import type { Outcome } from "../order/outcome.ts";

const schedules: Readonly<Record<"open" | "awaiting" | "giving_back", readonly number[]>> = {
  // The webhook usually comes within seconds; the payment server looks by itself later.
  open: [1, 2, 4, 8, 8, 8, 15, 15, 15, 30, 30, 30, 60, 60],
  // A deposit takes the buyer a while, and the page says that it may be closed.
  awaiting: [2, 4, 8, 15, ...Array<number>(40).fill(30)],
  giving_back: [1, 2, 4, 8, 15, 30, 30, 60],
};

/** What an order's page waits for; null when nothing more is expected. */
export function waitingFor(outcome: Outcome): keyof typeof schedules | null {
  switch (outcome.kind) {
    case "open":
    case "awaiting":
      return outcome.kind;
    case "rejected":
    case "refunded":
    case "partly_refunded":
      return outcome.refunds.some((refund) => refund.state === "under_way") ? "giving_back" : null;
    default:
      return null;
  }
}

/** Milliseconds until the next look after so many, or null: enough. */
export function pollAfter(wait: keyof typeof schedules, looks: number): number | null {
  const seconds = schedules[wait][looks];
  return seconds === undefined ? null : seconds * 1_000;
}
