import { fromUnix } from "@naru/ui";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";

/** 에스크로: the delivery of an escrow payment, and what may be decided of it next. */
export type Escrow = {
  status: string;
  company: string;
  invoice: string;
  sentAt: Date | null;
  deniedReason: string;
  next: string[];
};

/** 네이버페이 주문형: one product order and how it stands. */
export type ProductOrder = {
  id: string;
  name: string;
  option: string;
  quantity: number;
  status: string;
  claim: string;
};

export type NaverOrders = { orders: ProductOrder[]; actions: string[] };

export const panelKeys = {
  escrow: (impUid: string) => ["payments", "escrow", impUid] as const,
  naver: (impUid: string) => ["payments", "naver", impUid] as const,
};

const of = (impUid: string) => `/payments/${encodeURIComponent(impUid)}`;

export async function getEscrow(impUid: string): Promise<Escrow> {
  return escrow(await ask("GET", `${of(impUid)}/escrow`));
}

export async function decideEscrow(
  impUid: string,
  status: string,
  reason: string,
): Promise<Escrow> {
  const body = { status, ...(reason === "" ? {} : { denied_reason: reason }) };
  return escrow(await ask("POST", `${of(impUid)}/escrow`, { body }));
}

/** The buyer pays at the till of a convenience store. */
export async function payAtStore(impUid: string): Promise<void> {
  await ask("POST", `${of(impUid)}/cvs`, { body: {} });
}

export async function getNaverOrders(impUid: string): Promise<NaverOrders> {
  const answer = await ask("GET", `${of(impUid)}/naver`);
  return {
    orders: answer.at("list").listOrEmpty().map(productOrder),
    actions: answer
      .at("actions")
      .listOrEmpty()
      .map((action) => action.text()),
  };
}

/** Does what happens at 네이버페이 itself; of a product order, or of all. */
export async function actAtNaver(
  impUid: string,
  action: string,
  orderId: string | null,
): Promise<void> {
  const body = { action, ...(orderId === null ? {} : { product_order_id: [orderId] }) };
  await ask("POST", `${of(impUid)}/naver`, { body });
}

function escrow(json: Json): Escrow {
  return {
    status: json.at("status").textOrEmpty(),
    company: json.at("company").textOrEmpty(),
    invoice: json.at("invoice").textOrEmpty(),
    sentAt: fromUnix(json.at("sent_at").integerOrZero()),
    deniedReason: json.at("denied_reason").textOrEmpty(),
    next: json
      .at("next")
      .listOrEmpty()
      .map((status) => status.text()),
  };
}

function productOrder(json: Json): ProductOrder {
  const claim = [json.at("claim_type").textOrEmpty(), json.at("claim_status").textOrEmpty()];
  return {
    id: json.at("product_order_id").text(),
    name: json.at("product_name").textOrEmpty(),
    option: json.at("product_option_name").textOrEmpty(),
    quantity: json.at("quantity").integerOrZero(),
    status: json.at("product_order_status").textOrEmpty(),
    claim: claim.filter((part) => part !== "").join(" "),
  };
}
