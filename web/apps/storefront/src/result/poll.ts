import type { Order } from "../order/order.ts";
import type { Outcome, Refund } from "../order/outcome.ts";

const schedules: Readonly<Record<"open" | "awaiting" | "giving_back", readonly number[]>> = {
  // The webhook usually comes within seconds; the payment server looks by itself later.
  open: [1, 2, 4, 8, 8, 8, 15, 15, 15, 30, 30, 30, 60, 60],
  // A deposit takes the buyer a while, and the page says that it may be closed.
  awaiting: [2, 4, 8, 15, ...Array<number>(40).fill(30)],
  giving_back: [1, 2, 4, 8, 15, 30, 30, 60],
};

/** What an order's page waits for; null when nothing more is expected. */
export function waitingFor({
  outcome,
  rejected,
}: Pick<Order, "outcome" | "rejected">): keyof typeof schedules | null {
  if (outcome.kind === "open" || outcome.kind === "awaiting") return outcome.kind;
  const refunds = "refunds" in outcome ? outcome.refunds : [];
  const all = [...refunds, ...rejected.flatMap((rejection) => rejection.refunds)];
  return all.some(underWay) ? "giving_back" : null;
}

/** Whether the server has decided something that the buyer should see at once. */
export function isDecided({ kind }: Outcome): boolean {
  return kind === "paid" || kind === "awaiting" || kind === "rejected" || kind === "refunded";
}

function underWay(refund: Refund): boolean {
  return refund.state === "under_way";
}

/** Milliseconds until the next look after so many, or null: enough. */
export function pollAfter(wait: keyof typeof schedules, looks: number): number | null {
  const seconds = schedules[wait][looks];
  return seconds === undefined ? null : seconds * 1_000;
}
