import type { ConsoleProgress } from "../../../../packages/api-types/index.ts";
import { gate } from "../session/gate.ts";
import { ask, queryText, refusal } from "./client.ts";
import { AwayError, GivenUpError } from "./errors.ts";

export const exportKinds = ["payments", "refunds", "daily", "totals"] as const;
export type ExportKind = (typeof exportKinds)[number];
export const exportFormats = ["xlsx", "csv"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type ExportOrder = {
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  /** Days in Korea, both included. */
  readonly from: string;
  readonly to: string;
  /** Of the titles in the file. */
  readonly lang: "ko" | "en";
};

/** How far a file is. */
export type ExportProgress = {
  /** Movements of money to be read; null: they are not counted yet. */
  readonly total: number | null;
  readonly rows: number;
  readonly bytes: number;
};

const ASK_MS = 500;

/** Fetches the file, telling how far it is. It is whole, or it is an error. */
export async function fetchExport(
  order: ExportOrder,
  tell: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const { kind, format, from, to, lang } = order;
  const ticket = newTicket();
  let now: ExportProgress = { total: null, rows: 0, bytes: 0 };
  const news = (part: Partial<ExportProgress>) => {
    now = { ...now, ...part };
    tell(now);
  };
  const asking = setInterval(() => void askProgress(ticket, news), ASK_MS);
  try {
    const response = await reach(
      `/console/api/exports/${kind}.${format}${queryText({ from, to, lang, ticket })}`,
      signal,
    );
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = (response.body ?? new Blob().stream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      news({ bytes: now.bytes + value.length });
    }
    return new Blob(parts, { type: response.headers.get("Content-Type") ?? "" });
  } catch (cause) {
    // A body that breaks off left no whole file.
    throw !signal.aborted && cause instanceof TypeError ? new AwayError(cause) : cause;
  } finally {
    clearInterval(asking);
  }
}

// Not to know how far it is stops nothing.
async function askProgress(
  ticket: string,
  news: (part: Partial<ExportProgress>) => void,
): Promise<void> {
  try {
    const { rows_done, rows_total } = await ask<ConsoleProgress>(
      "GET",
      `/exports/progress/${ticket}`,
      { bare: true },
    );
    news({ rows: rows_done, total: rows_total });
  } catch {
    return;
  }
}

function newTicket(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function reach(url: string, signal: AbortSignal): Promise<Response> {
  for (;;) {
    const response = await fetch(url, { signal }).catch((cause: unknown) => {
      if (signal.aborted) throw cause;
      throw new AwayError(cause);
    });
    if (response.ok) return response;
    if (response.status !== 401) throw refusal(response.status, await response.text());
    if (!(await gate.ask("login"))) throw new GivenUpError();
  }
}
