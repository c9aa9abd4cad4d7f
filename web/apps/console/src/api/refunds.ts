import type {
  CanceledPayment,
  RefundAccount,
  RefundOptions,
} from "../../../../packages/api-types/index.ts";
import { ask, part } from "./client.ts";

export type { CanceledPayment, RefundAccount, RefundOptions };

/** What may go back; with an amount, also the parts of the tax of so much. */
export function getRefundOptions(id: string, amount: number | null): Promise<RefundOptions> {
  return ask("GET", `/payments/${part(id)}/refund-options`, {
    query: { amount: amount ?? undefined },
  });
}

export type RefundOrder = {
  /** Null: all that remains. */
  readonly amount: number | null;
  readonly tax_free: number | null;
  readonly vat: number | null;
  readonly reason: string;
  readonly refund_account: RefundAccount;
  readonly second_confirmation: boolean;
  /** What was left when the operator looked: a refund that came between is told, not added to. */
  readonly expected: number;
};

/** Gives money back. The same key never does it twice, however often it is sent. */
export function refund(id: string, order: RefundOrder, key: string): Promise<CanceledPayment> {
  const { amount, tax_free, vat, refund_account, second_confirmation, reason, expected } = order;
  return ask("POST", `/payments/${part(id)}/cancel`, {
    key,
    body: {
      reason,
      expected_cancellable: expected,
      ...(amount === null ? {} : { amount }),
      ...(tax_free === null ? {} : { tax_free }),
      ...(vat === null ? {} : { vat }),
      ...(refund_account === null ? {} : { refund_account }),
      ...(second_confirmation ? { second_confirmation } : {}),
    },
    // The PG may take its time; the server answers within 75 seconds.
    signal: AbortSignal.timeout(90_000),
  });
}
