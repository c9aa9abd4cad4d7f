import type { DeskRefund, Payment, Refund } from "../api/payments.ts";

const underWay: readonly Refund["state"][] = ["opened", "sending", "unknown"];

/** Whether the outcome is still to come. */
export function isUnderWay({ state }: Pick<Refund, "state">): boolean {
  return underWay.includes(state);
}

/** Whether this operator may give so much back, and whether it is asked about twice. */
export function limitOf(
  operator: { role: "viewer" | "operator" | "admin"; refund_limit: number | null },
  amount: number,
): "free" | "twice" | "above" | "never" {
  if (operator.role === "viewer") return "never";
  if (operator.refund_limit === null || amount <= operator.refund_limit) return "free";
  return operator.role === "admin" ? "twice" : "above";
}

/** What this operator gave back of the payment before: it counts towards their limit. */
export function givenBy(operatorId: string, refunds: readonly DeskRefund[]): number {
  return refunds
    .filter(({ asked_by, state }) => asked_by.startsWith(`${operatorId} `) && state !== "rejected")
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** What stays of the payment after so much went back. */
export function stays(payment: Pick<Payment, "captured" | "refunded">, amount: number): number {
  return payment.captured - payment.refunded - amount;
}

/** The newest refund: what another operator did meanwhile. */
export function newestRefund(refunds: readonly DeskRefund[]): DeskRefund | null {
  return [...refunds].sort((a, b) => b.created_at.localeCompare(a.created_at))[0] ?? null;
}

/** A key for one decision: the same body keeps it, so that sending again is safe. */
export class DecisionKey {
  #body = "";
  #key = "";

  of(body: unknown): string {
    const text = JSON.stringify(body);
    if (text !== this.#body || this.#key === "") {
      this.#body = text;
      this.#key = newKey();
    }
    return this.#key;
  }

  /** The decision was answered; the next one is another, even if it reads the same. */
  settled(): void {
    this.#key = "";
  }
}

// Not randomUUID, which pages on a plain address of the local network lack.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
