import type { Event, WebhookDelivery } from "../../../../packages/api-types/index.ts";
import { ask, type Page, part } from "./client.ts";

export type { Event, WebhookDelivery };

/** One of PortOne's webhooks as it came, and what became of it. */
export type Note = {
  readonly id: string;
  readonly received_at: string;
  readonly imp_uid: string;
  readonly merchant_uid: string;
  /** What it claimed; never believed. */
  readonly status: string;
  readonly source: string;
  readonly content_type: string;
  readonly state: "waiting" | "done";
  readonly outcome: string;
  readonly tries: number;
  readonly next_at: string | null;
  /** Of one alone. */
  readonly body: string | null;
  /** Of one alone, when it is no text. */
  readonly body_base64: string | null;
};

export const webhookKeys = {
  in: (cursor: string) => ["webhooks", "in", cursor] as const,
  note: (id: string) => ["webhooks", "in", "one", id] as const,
  out: (filter: OutFilter, cursor: string) => ["webhooks", "out", filter, cursor] as const,
};

export function listNotes(cursor: string): Promise<Page<Note>> {
  return ask("GET", "/webhooks/in", { query: { cursor } });
}

export function getNote(id: string): Promise<Note> {
  return ask("GET", `/webhooks/in/${part(id)}`);
}

/** Has the server look at PortOne again because of it. */
export function replayNote(id: string): Promise<Note> {
  return ask("POST", `/webhooks/in/${part(id)}/replay`);
}

export type OutFilter = { readonly endpoint: string; readonly state: "dead" | "" };

export function listSent(filter: OutFilter, cursor: string): Promise<Page<Event>> {
  return ask("GET", "/webhooks/out", { query: { ...filter, cursor } });
}

/** Tells the shop again: one endpoint, or all that want it. */
export function replaySent(id: string, endpoint: string | null): Promise<Event> {
  return ask("POST", `/webhooks/out/${part(id)}/replay`, {
    ...(endpoint === null ? {} : { body: { endpoint_id: endpoint } }),
  });
}
