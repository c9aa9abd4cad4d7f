/** Types of the script that a shop loads as iamport.js. */

/** pay_method values with a meaning of their own; PGs know more. */
export type PayMethod =
  | "card"
  | "trans"
  | "vbank"
  | "phone"
  | "kakaopay"
  | "naverpay"
  | "tosspay"
  | "payco"
  | "samsung"
  | "applepay"
  | (string & {});

/** First argument of IMP.request_pay. */
export interface RequestPayParams {
  /** Selects one channel; wins over pg. */
  channelKey?: string;
  /** "{provider}" or "{provider}.{MID}", as in "html5_inicis.INIpayTest". */
  pg?: string;
  /** "card" when absent; some PGs ignore it. */
  pay_method?: PayMethod;
  /** The shop's number of this attempt, at most 40 characters. */
  merchant_uid: string;
  /** What the buyer sees as the order. */
  name?: string;
  /** A number, never a string; KRW has no decimals. */
  amount: number;
  currency?: "KRW" | "USD" | "EUR" | "JPY";
  language?: "ko" | "en" | "zh" | (string & {});
  tax_free?: number;
  vat_amount?: number;
  escrow?: boolean;
  buyer_name?: string;
  /** KG이니시스 demands it. */
  buyer_tel?: string;
  buyer_email?: string;
  buyer_addr?: string;
  buyer_postcode?: string;
  /** Comes back as JSON text. */
  custom_data?: unknown;
  /** Replaces the console's webhook address for this payment. */
  notice_url?: string | string[];
  confirm_url?: string;
  /** Where the browser lands after a payment on a phone. */
  m_redirect_url?: string;
  app_scheme?: string;
  popup?: boolean;
  customer_uid?: string;
  customer_id?: string;
  /** Digital goods; for pay_method "phone". */
  digital?: boolean;
  /** "YYYY-MM-DD", "YYYYMMDD", "YYYY-MM-DD HH:mm:ss", "YYYYMMDDHHmm" or "YYYYMMDDHHmmss". */
  vbank_due?: string;
  biz_num?: string;
  company?: string;
  period?: { from?: string; to?: string; interval?: string };
  display?: { card_quota?: number[] };
  card?: {
    direct?: { code: string; quota?: number };
    detail?: { card_code: string; enabled?: boolean; max_month?: number }[];
    interest_free?: number;
  };
  bypass?: Record<string, unknown>;
  /** Anything else that a PG takes reaches it unchanged. */
  [extra: string]: unknown;
}

/**
 * What the callback receives. Only imp_uid, merchant_uid, error_code and
 * error_msg are common to all PGs: a shop tests error_code and error_msg, and
 * asks its own server either way.
 */
export interface RequestPayResponse {
  /** Absent for PGs whose callback carries ids alone. */
  success?: boolean;
  error_code?: string;
  error_msg?: string;
  /** null when the payment was refused before a window opened. */
  imp_uid: string | null;
  merchant_uid: string;
  pay_method?: string;
  name?: string;
  paid_amount?: number;
  currency?: string;
  pg_provider?: string;
  emb_pg_provider?: string | null;
  pg_type?: string;
  pg_tid?: string | null;
  apply_num?: string | null;
  buyer_name?: string | null;
  buyer_email?: string | null;
  buyer_tel?: string | null;
  buyer_addr?: string | null;
  buyer_postcode?: string | null;
  custom_data?: string | null;
  status?: "ready" | "paid" | "failed";
  /** UNIX seconds. */
  paid_at?: number | null;
  receipt_url?: string | null;
  card_name?: string | null;
  bank_name?: string | null;
  card_quota?: number | null;
  card_number?: string | null;
  vbank_num?: string | null;
  vbank_name?: string | null;
  vbank_holder?: string | null;
  /** UNIX seconds. */
  vbank_date?: number | null;
  customer_uid?: string | null;
}

export type RequestPayCallback = (response: RequestPayResponse) => void;

export interface Iamport {
  /** Names the shop, once a page: "imp" and digits. */
  init(userCode: string): void;
  /** Names a sub-store instead of init; the tier code is three of A-Z and 0-9. */
  agency(userCode: string, tierCode: string): void;
  /**
   * Opens the PG's window. Call it in a click, so that no pop-up blocker bites.
   * On a phone most PGs leave the page and come back to m_redirect_url; the
   * callback is then never called.
   */
  request_pay(params: RequestPayParams, callback?: RequestPayCallback): void;
}

declare global {
  interface Window {
    /** There as soon as the script's tag has been read. */
    IMP: Iamport;
  }
}
