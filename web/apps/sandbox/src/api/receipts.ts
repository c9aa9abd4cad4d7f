import { fromUnix, type Money } from "@naru/ui";
import type { ListQuery } from "../list/list-query.ts";
import { amountOf } from "./amount.ts";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";
import { type Page, pageOf } from "./page.ts";

export const receiptStates = ["issued", "cancelled"] as const;
export type ReceiptState = (typeof receiptStates)[number];

/** 현금영수증, of a payment or of money that the shop took itself. */
export type Receipt = {
  store: string;
  kind: "portone" | "external";
  state: ReceiptState;
  /** Empty for money taken outside. */
  impUid: string;
  merchantUid: string;
  name: string;
  provider: string;
  type: string;
  identifier: string;
  buyer: string;
  amount: Money;
  applyNum: string;
  appliedAt: Date | null;
  cancelledAt: Date | null;
};

export const receiptKeys = {
  all: ["receipts"] as const,
  page: (imp: string, query: ListQuery<ReceiptState>) => ["receipts", imp, query] as const,
  one: (impUid: string) => ["receipts", "one", impUid] as const,
};

export const receiptTypes = ["person", "company"] as const;

/** For whom a receipt is, as the form asks it. */
export type ReceiptOrder = { identifier: string; type: (typeof receiptTypes)[number] };

/** A receipt of money that the shop took itself. */
export type ExternalOrder = ReceiptOrder & {
  merchantUid: string;
  name: string;
  amount: string;
  channelKey: string;
};

const merchant = (imp: string) => `/merchants/${encodeURIComponent(imp)}/receipts`;
const payment = (impUid: string) => `/payments/${encodeURIComponent(impUid)}/receipt`;

export async function listReceipts(
  imp: string,
  query: ListQuery<ReceiptState>,
): Promise<Page<Receipt, ReceiptState>> {
  return pageOf(await ask("GET", merchant(imp), { query }), receiptStates, receipt);
}

export async function getReceipt(impUid: string): Promise<Receipt> {
  return receipt(await ask("GET", payment(impUid)));
}

export async function issueReceipt(impUid: string, order: ReceiptOrder): Promise<Receipt> {
  return receipt(await ask("POST", payment(impUid), { body: order }));
}

export async function issueExternal(imp: string, order: ExternalOrder): Promise<Receipt> {
  const { merchantUid, channelKey, ...rest } = order;
  return receipt(
    await ask("POST", merchant(imp), {
      body: { ...rest, merchant_uid: merchantUid, channel_key: channelKey },
    }),
  );
}

export async function cancelReceipt(of: Receipt): Promise<Receipt> {
  const path =
    of.impUid === ""
      ? `${merchant(of.store)}/${encodeURIComponent(of.merchantUid)}`
      : payment(of.impUid);
  return receipt(await ask("DELETE", path));
}

function receipt(json: Json): Receipt {
  return {
    store: json.at("store").text(),
    kind: json.at("kind").word(["portone", "external"] as const, "portone"),
    state: json.at("state").word(receiptStates, "issued"),
    impUid: json.at("imp_uid").textOrEmpty(),
    merchantUid: json.at("merchant_uid").textOrEmpty(),
    name: json.at("name").textOrEmpty(),
    provider: json.at("pg_provider").textOrEmpty(),
    type: json.at("type").textOrEmpty(),
    identifier: json.at("identifier").textOrEmpty(),
    buyer: json.at("buyer_name").textOrEmpty(),
    amount: amountOf(json.at("amount"), "KRW"),
    applyNum: json.at("apply_num").textOrEmpty(),
    appliedAt: fromUnix(json.at("applied_at").integerOrZero()),
    cancelledAt: fromUnix(json.at("cancelled_at").integerOrZero()),
  };
}
