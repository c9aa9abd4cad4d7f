import type { Payment, PortOneSeen } from "../api/payments.ts";

/** One line of what both sides say; same is null where they need not agree. */
export type SideRow = {
  readonly key: "amount" | "refunded" | "left" | "currency" | "state" | "method" | "pg";
  readonly ours: string | number;
  readonly theirs: string | number | null;
  readonly same: boolean | null;
};

// What PortOne's word may be for a state of ours. A part that went back is
// "paid" at most PGs and "cancelled" at some.
const words: Readonly<Record<string, readonly string[]>> = {
  open: ["ready"],
  awaiting_deposit: ["ready", "issued"],
  paid: ["paid"],
  partially_refunded: ["paid", "cancelled", "part_cancelled"],
  refunded: ["cancelled"],
  failed: ["failed", "ready"],
};

/** The attempt that holds the payment's money, else the newest that PortOne knows. */
export function seenOf(payment: Payment, all: readonly PortOneSeen[]): PortOneSeen | null {
  return all.find(({ imp_uid }) => imp_uid === payment.imp_uid) ?? all.at(-1) ?? null;
}

/** Puts what was ordered next to what PortOne says now; null: PortOne says nothing of it. */
export function sides(payment: Payment, portone: PortOneSeen | null): SideRow[] {
  const left = payment.captured - payment.refunded;
  const rows: [SideRow["key"], string | number, string | number | null][] = [
    ["amount", payment.amount, portone?.amount ?? null],
    ["refunded", payment.refunded, portone?.cancelled ?? null],
    ["left", left, portone === null ? null : portone.captured - portone.cancelled],
    ["currency", payment.currency, portone?.currency ?? null],
    ["method", payment.pay_method, portone?.pay_method ?? null],
    ["pg", payment.pg, portone?.pg ?? null],
  ];
  const compared = rows.map(([key, ours, theirs]) => ({
    key,
    ours,
    theirs,
    // A channel is named when the buyer has chosen one; until then it is PortOne's.
    same: theirs === null || ours === "" ? null : ours === theirs,
  }));
  const allowed = words[payment.state];
  const state: SideRow = {
    key: "state",
    ours: payment.state,
    theirs: portone?.status ?? null,
    same: portone === null || allowed === undefined ? null : allowed.includes(portone.status),
  };
  return [state, ...compared];
}

/** Whether both sides say the same of the money; null: nobody can tell. */
export function agreed(rows: readonly SideRow[]): boolean | null {
  if (rows.every(({ same }) => same === null)) return null;
  return rows.every(({ same }) => same !== false);
}
