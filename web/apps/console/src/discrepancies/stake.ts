import type { Money } from "@naru/ui";
import type { Discrepancy, Side } from "../api/discrepancies.ts";

/** What PortOne still holds of the buyer's money; null when nobody has seen any. */
export function stake({ evidence: { portone } }: Discrepancy): Money | null {
  if (portone === null) return null;
  return { minor: portone.captured - portone.cancelled, currency: portone.currency };
}

export type EvidenceKey =
  | "uid"
  | "status"
  | "amount"
  | "captured"
  | "cancelled"
  | "mode"
  | "method"
  | "pg";

export type EvidenceRow = {
  readonly key: EvidenceKey;
  readonly ordered: string | number | boolean | null;
  readonly portone: string | number | boolean | null;
  /** Null where the two cannot be compared: one side does not know it. */
  readonly same: boolean | null;
  readonly currency: readonly [ordered: string, portone: string];
};

/** Both sides, line by line. What only PortOne can know is not compared. */
export function evidence(ordered: Side, portone: Side): readonly EvidenceRow[] {
  const row = (
    key: EvidenceKey,
    of: (side: NonNullable<Side>) => string | number | boolean,
    comparable: boolean,
  ): EvidenceRow => {
    const left = ordered === null ? null : of(ordered);
    const right = portone === null ? null : of(portone);
    const known = [left, right].every((value) => value !== null && value !== "");
    const sameMoney =
      typeof left !== "number" || ordered === null || ordered.currency === portone?.currency;
    return {
      key,
      ordered: left,
      portone: right,
      same: comparable && known ? left === right && sameMoney : null,
      currency: [ordered?.currency ?? "KRW", portone?.currency ?? "KRW"],
    };
  };
  return [
    row("uid", ({ merchant_uid }) => merchant_uid, true),
    row("amount", ({ amount }) => amount, true),
    row("captured", ({ captured }) => captured, false),
    row("cancelled", ({ cancelled }) => cancelled, false),
    row("status", ({ status }) => status, false),
    row("mode", ({ test }) => test, true),
    row("method", ({ pay_method }) => pay_method, false),
    row("pg", ({ pg }) => pg, false),
  ];
}
