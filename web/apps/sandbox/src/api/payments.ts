import { fromUnix, type Money, majorText } from "@naru/ui";
import { amountOf } from "./amount.ts";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";
import { type Delivery, delivery } from "./deliveries.ts";
import type { Mode } from "./merchants.ts";

export const statuses = ["paid", "ready", "failed", "cancelled"] as const;
export type Status = (typeof statuses)[number];

/** What a payment can be: the tabs' states, and 페이팔's own. */
const states = [...statuses, "pending"] as const;
export type State = (typeof states)[number];

export type Cancellation = { id: string; amount: Money; at: Date | null; reason: string };

/** What a payment list shows of a payment. */
export type PaymentRow = {
  impUid: string;
  merchantUid: string;
  merchant: string;
  /** Code of the sub-store; empty: the account itself. */
  tier: string;
  status: State;
  name: string;
  payMethod: string;
  provider: string;
  sandbox: boolean;
  amount: Money;
  cancelAmount: Money;
  buyerName: string;
  buyerTel: string;
  startedAt: Date | null;
  customerUid: string;
  /** What the stored card was used for: issue, payment, payment.scheduled. */
  customerUidUsage: string;
};

export type Payment = PaymentRow & {
  escrow: boolean;
  channel: string;
  wallet: string;
  pgTid: string;
  pgId: string;
  applyNum: string;
  bankName: string;
  cardName: string;
  cardNumber: string;
  cardQuota: number;
  vbankName: string;
  vbankNum: string;
  vbankHolder: string;
  vbankDue: Date | null;
  buyerEmail: string;
  buyerAddr: string;
  buyerPostcode: string;
  customData: string;
  paidAt: Date | null;
  failedAt: Date | null;
  cancelledAt: Date | null;
  failReason: string;
  channelKey: string;
  cancellations: Cancellation[];
  deliveries: Delivery[];
  raw: unknown;
};

export type PaymentPage = {
  total: number;
  counts: Record<"all" | Status, number>;
  rows: PaymentRow[];
};

/** Where a search looks; PortOne's own list, as far as a payment here has it. */
export const searchFields = [
  "imp_uid",
  "merchant_uid",
  "name",
  "apply_num",
  "buyer_name",
  "buyer_tel",
  "buyer_email",
  "buyer_addr",
  "buyer_postcode",
  "pg_tid",
  "card_number",
  "card_name",
  "pg_id",
  "vbank_num",
  "vbank_name",
  "customer_uid",
  "cancel_reason",
] as const;
export type SearchField = (typeof searchFields)[number];

/** What the list asks for; "" and "all" ask for nothing. */
export type PaymentQuery = {
  status: "all" | Status;
  q: string;
  in: "all" | SearchField;
  /** What from and to mean: the time of the present status, or of the request. */
  basis: "status" | "requested";
  /** Days in Korea, 2026-11-23, both included. */
  from: string;
  to: string;
  provider: string;
  method: string;
  kind: "all" | "single" | "regular";
  mode: "all" | Mode;
  /** Code of a sub-store. */
  tier: string;
  /** Whole major units: 59000. */
  min: string;
  max: string;
  page: number;
};

export const PAGE_SIZE = 20;

export const paymentKeys = {
  all: ["payments"] as const,
  page: (imp: string, query: PaymentQuery) => ["payments", imp, query] as const,
  one: (impUid: string) => ["payments", "one", impUid] as const,
};

export async function listPayments(imp: string, query: PaymentQuery): Promise<PaymentPage> {
  const answer = await ask("GET", `/merchants/${encodeURIComponent(imp)}/payments`, {
    query: { ...asked(query), page: query.page },
  });
  const counts = answer.at("counts");
  return {
    total: answer.at("total").integer(),
    counts: {
      all: counts.at("all").integer(),
      paid: counts.at("paid").integer(),
      ready: counts.at("ready").integer(),
      failed: counts.at("failed").integer(),
      cancelled: counts.at("cancelled").integer(),
    },
    rows: answer.at("list").listOrEmpty().map(row),
  };
}

/** The filters as the control API takes them, without the page. */
function asked(query: PaymentQuery): Record<string, string | undefined> {
  const { page: _, ...filters } = query;
  const given = Object.entries(filters).filter(([, value]) => value !== "" && value !== "all");
  return Object.fromEntries(given);
}

export type ExportFormat = "xlsx" | "csv";

/** Where all pages of what is filtered are to be had as a file. */
export function exportHref(
  imp: string,
  query: PaymentQuery,
  format: ExportFormat,
  lang: string,
): string {
  const path = `/sandbox/merchants/${encodeURIComponent(imp)}/payments/export`;
  const params = new URLSearchParams({ format, lang });
  for (const [name, value] of Object.entries(asked(query))) params.set(name, value ?? "");
  return `${path}?${params}`;
}

export async function getPayment(impUid: string): Promise<Payment> {
  return payment(await ask("GET", `/payments/${encodeURIComponent(impUid)}`));
}

/** Where the money of a virtual account goes back to. */
export type RefundAccount = { bank: string; number: string; holder: string };

/** Gives back a part, or all that remains when amount is null. */
export async function cancelPayment(
  impUid: string,
  order: { amount: Money | null; reason: string; account: RefundAccount | null },
): Promise<void> {
  await ask("POST", `/payments/${encodeURIComponent(impUid)}/cancel`, {
    body: {
      ...(order.amount === null ? {} : { amount: majorText(order.amount) }),
      ...(order.reason === "" ? {} : { reason: order.reason }),
      ...(order.account === null
        ? {}
        : {
            refund_bank: order.account.bank,
            refund_account: order.account.number,
            refund_holder: order.account.holder,
          }),
    },
  });
}

export async function deposit(impUid: string): Promise<void> {
  await ask("POST", `/payments/${encodeURIComponent(impUid)}/deposit`, { body: {} });
}

/** Decides an approval that the PG has left pending. */
export async function settle(impUid: string, outcome: "approve" | "decline_limit"): Promise<void> {
  await ask("POST", `/payments/${encodeURIComponent(impUid)}/settle`, { body: { outcome } });
}

export async function resendWebhook(impUid: string): Promise<void> {
  await ask("POST", `/payments/${encodeURIComponent(impUid)}/webhook`, { body: {} });
}

function row(json: Json): PaymentRow {
  const currency = json.at("currency").text();
  return {
    impUid: json.at("imp_uid").text(),
    merchantUid: json.at("merchant_uid").text(),
    merchant: json.at("merchant").text(),
    tier: json.at("tier").textOrEmpty(),
    status: json.at("status").word(states, "ready"),
    name: json.at("name").textOrEmpty(),
    payMethod: json.at("pay_method").textOrEmpty(),
    provider: json.at("pg_provider").textOrEmpty(),
    sandbox: json.at("sandbox").bool(),
    amount: amountOf(json.at("amount"), currency),
    cancelAmount: amountOf(json.at("cancel_amount"), currency),
    buyerName: json.at("buyer_name").textOrEmpty(),
    buyerTel: json.at("buyer_tel").textOrEmpty(),
    startedAt: time(json.at("started_at")),
    customerUid: json.at("customer_uid").textOrEmpty(),
    customerUidUsage: json.at("customer_uid_usage").textOrEmpty(),
  };
}

function payment(json: Json): Payment {
  return {
    ...row(json),
    escrow: json.at("escrow").bool(),
    channel: json.at("channel").textOrEmpty(),
    wallet: json.at("emb_pg_provider").textOrEmpty(),
    pgTid: json.at("pg_tid").textOrEmpty(),
    pgId: json.at("pg_id").textOrEmpty(),
    applyNum: json.at("apply_num").textOrEmpty(),
    bankName: json.at("bank_name").textOrEmpty(),
    cardName: json.at("card_name").textOrEmpty(),
    cardNumber: json.at("card_number").textOrEmpty(),
    cardQuota: json.at("card_quota").integerOrZero(),
    vbankName: json.at("vbank_name").textOrEmpty(),
    vbankNum: json.at("vbank_num").textOrEmpty(),
    vbankHolder: json.at("vbank_holder").textOrEmpty(),
    vbankDue: time(json.at("vbank_date")),
    buyerEmail: json.at("buyer_email").textOrEmpty(),
    buyerAddr: json.at("buyer_addr").textOrEmpty(),
    buyerPostcode: json.at("buyer_postcode").textOrEmpty(),
    customData: json.at("custom_data").textOrEmpty(),
    paidAt: time(json.at("paid_at")),
    failedAt: time(json.at("failed_at")),
    cancelledAt: time(json.at("cancelled_at")),
    failReason: json.at("fail_reason").textOrEmpty(),
    channelKey: json.at("channel_key").textOrEmpty(),
    cancellations: json.at("cancel_history").listOrEmpty().map(cancellation(json)),
    deliveries: json.at("webhooks").listOrEmpty().map(delivery),
    raw: json.value,
  };
}

function cancellation(of: Json): (json: Json) => Cancellation {
  const currency = of.at("currency").text();
  return (json) => ({
    id: json.at("cancellation_id").textOrEmpty(),
    amount: amountOf(json.at("amount"), currency),
    at: time(json.at("cancelled_at")),
    reason: json.at("reason").textOrEmpty(),
  });
}

function time(json: Json): Date | null {
  return fromUnix(json.integerOrZero());
}
