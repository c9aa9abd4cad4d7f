import { type Won, won } from "@naru/ui";
import type { Reader } from "../api/read.ts";

export type Account = {
  readonly bank: string;
  readonly number: string;
  readonly holder: string | null;
  readonly due: Date | null;
};

export type Card = { readonly name: string | null; readonly number: string | null };

export type Refund = {
  readonly id: string;
  readonly amount: Won;
  readonly state: "done" | "under_way" | "stuck";
};

/** Money that was not accepted, why, and how it goes back. */
export type Rejection = {
  readonly id: string;
  readonly reason: string;
  readonly refunds: readonly Refund[];
};

/** Where an order stands, as the payment server says; the browser adds nothing. */
export type Outcome =
  | { readonly kind: "unopened" }
  | { readonly kind: "open"; readonly said: string | null }
  | { readonly kind: "awaiting"; readonly account: Account; readonly amount: Won }
  | {
      readonly kind: "paid";
      readonly amount: Won;
      readonly at: Date | null;
      readonly card: Card | null;
      readonly receipt: string | null;
    }
  | {
      readonly kind: "refunded" | "partly_refunded";
      readonly amount: Won;
      readonly refunded: Won;
      readonly refunds: readonly Refund[];
    }
  | { readonly kind: "failed"; readonly said: string | null }
  | ({ readonly kind: "rejected" } & Rejection)
  | { readonly kind: "expired" | "closed" };

/** Reads the outcome off an order; its payment is the one that counts. */
export function outcomeOf(order: Reader): Outcome {
  const payment = order.at("payment");
  if (payment.missing) return { kind: "unopened" };
  const state = payment.at("state").text();
  const amount = won(payment.at("amount").number());
  switch (state) {
    case "paid":
      return {
        kind: "paid",
        amount,
        at: payment.at("paid_at").optional((r) => r.date()),
        card: payment.at("card").optional(parseCard),
        receipt: payment.at("receipt_url").optional(webAddress),
      };
    case "refunded":
    case "partially_refunded":
      return {
        kind: state === "refunded" ? "refunded" : "partly_refunded",
        amount,
        refunded: won(payment.at("refunded").number()),
        refunds: refundsOf(payment),
      };
    case "awaiting_deposit": {
      const account = payment.at("virtual_account").optional(parseAccount);
      if (account !== null) return { kind: "awaiting", account, amount };
      break;
    }
    case "failed":
      return { kind: "failed", said: saidOf(order) };
  }
  const reason = payment.at("reason").optional((r) => r.text()) ?? "";
  if (reason !== "" && reason !== "payment_failed") {
    return { kind: "rejected", ...rejectionOf(payment) };
  }
  if (state === "expired" || state === "closed") return { kind: state };
  return { kind: "open", said: saidOf(order) };
}

export function rejectionOf(payment: Reader): Rejection {
  return {
    id: payment.at("id").text(),
    reason: payment.at("reason").text(),
    refunds: refundsOf(payment),
  };
}

/** PortOne's words about a failure, or else the window's. */
function saidOf(order: Reader): string | null {
  const failure = order
    .at("payment")
    .at("failure")
    .optional((r) => r.at("message").text());
  if (failure !== null && failure !== "") return failure;
  const report = order.at("report");
  if (report.missing) return null;
  const message = report.at("error_msg").text();
  return message === "" ? report.at("error_code").text() || null : message;
}

function refundsOf(payment: Reader): Refund[] {
  const list = payment.at("refunds").optional((r) => r.list(parseRefund)) ?? [];
  return list.filter((refund) => refund !== null);
}

/** A refund that was refused moved no money and is not shown. */
function parseRefund(r: Reader): Refund | null {
  const state = r.at("state").text();
  if (state === "rejected") return null;
  return {
    id: r.at("id").text(),
    amount: won(r.at("amount").number()),
    state: state === "succeeded" ? "done" : state === "needs_human" ? "stuck" : "under_way",
  };
}

function parseAccount(r: Reader): Account {
  return {
    bank: r.at("bank_name").text(),
    number: r.at("number").text(),
    holder: r.at("holder").optional((h) => h.text()) || null,
    due: r.at("due_at").optional((d) => d.date()),
  };
}

function parseCard(r: Reader): Card {
  return {
    name: r.at("name").optional((n) => n.text()),
    number: r.at("number").optional((n) => n.text()),
  };
}

/** An address becomes a link only when it is one of the web. */
function webAddress(r: Reader): string | null {
  const text = r.text();
  return /^https?:\/\//.test(text) ? text : null;
}
