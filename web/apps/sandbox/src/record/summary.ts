import type { LogEntry } from "../api/log.ts";
import { noteText } from "../hooks/note.ts";
import type { Texts } from "../i18n/texts.ts";

export const groups = [
  "request",
  "webhook",
  "window",
  "payment",
  "certification",
  "scenario",
  "setting",
] as const;
export type Group = (typeof groups)[number];

const prefixes: Readonly<Record<string, Group>> = {
  rest: "request",
  token: "request",
  webhook: "webhook",
  window: "window",
  payment: "payment",
  vbank: "payment",
  prepare: "payment",
  billing: "payment",
  schedule: "payment",
  receipt: "payment",
  escrow: "payment",
  naver: "payment",
  certification: "certification",
  scenario: "scenario",
  faults: "scenario",
};

/** The group of an entry, by the first word of its kind. */
export function groupOf(entry: LogEntry): Group {
  return prefixes[entry.kind.split(".")[0] ?? ""] ?? "setting";
}

/** One line that says what happened. */
export function summary(entry: LogEntry, t: Texts): string {
  const text = (key: string) => textOf(entry.data[key]);
  switch (entry.kind) {
    case "rest.request":
      return `${text("method")} ${text("path")}${text("query") === "" ? "" : `?${text("query")}`} → ${text("status")}`;
    case "webhook.sent":
      return `${text("url")} → ${text("code") === "0" ? t.hooks.noCode : text("code")}`;
    case "window.refused":
      return [text("error_code"), text("error_msg")].filter((part) => part !== "").join(" ");
    case "window.opened":
      return [text("pg"), text("pay_method"), text("merchant_uid")].join(" · ");
    case "payment.failed":
      return text("fail_reason");
    case "vbank.issued":
      return `${text("vbank_name")} ${text("vbank_num")}`;
    case "clock.moved":
      return text("now");
    case "merchant.created":
      return text("name");
    default:
      return plain(entry, t);
  }
}

function plain(entry: LogEntry, t: Texts): string {
  const text = (key: string) => textOf(entry.data[key]);
  if (entry.kind.startsWith("webhook.")) {
    const note = noteText(t.hooks, { note: text("note"), noteCode: text("note_code") });
    return [text("event"), text("url"), note].filter((part) => part !== "").join(" · ");
  }
  if (entry.kind === "prepare") return text("merchant_uid");
  return [entry.impUid, text("outcome"), text("reason")].filter((part) => part !== "").join(" · ");
}

/** Whether something in the entry asks for a look: a refusal, a failed delivery. */
export function isBad(entry: LogEntry): boolean {
  const { status, code, state } = entry.data;
  if (entry.kind === "rest.request") return typeof status === "number" && status >= 400;
  if (entry.kind === "webhook.sent")
    return !(typeof code === "number" && code >= 200 && code < 300);
  return entry.kind === "window.refused" || entry.kind === "payment.failed" || state === "dropped";
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Whether every word stands somewhere in the entry, whatever its capitals. */
export function matches(entry: LogEntry, q: string): boolean {
  if (q.trim() === "") return true;
  const all = `${entry.kind} ${entry.impUid} ${JSON.stringify(entry.data)}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/**
 * The entries of one order: those that name its merchant_uid, and those of the
 * payments that they tell of.
 */
export function ofOrder(entries: readonly LogEntry[], uid: string): LogEntry[] {
  if (uid === "") return [...entries];
  const named = new Set(entries.filter((entry) => names(entry, uid)));
  const payments = new Set([...named].map(({ impUid }) => impUid).filter((id) => id !== ""));
  return entries.filter((entry) => named.has(entry) || payments.has(entry.impUid));
}

function names(entry: LogEntry, uid: string): boolean {
  return Object.values(entry.data).some((value) => holds(value, uid));
}

/** Whether a value is the merchant_uid, holds it, or is a body that names it. */
function holds(value: unknown, uid: string): boolean {
  if (typeof value === "string") return value === uid || value.includes(`"${uid}"`);
  return typeof value === "object" && value !== null
    ? Object.values(value).some((inner) => holds(inner, uid))
    : false;
}
