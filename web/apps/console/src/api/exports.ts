import { gate } from "../session/gate.ts";
import { queryText, refusal } from "./client.ts";
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
};

/** How far a file is. */
export type ExportProgress = {
  /** Rows to come; null: nobody counted them. */
  readonly total: number | null;
  /** Rows that have come; null: they cannot be seen in this format. */
  readonly rows: number | null;
  readonly bytes: number;
};

/** Fetches the file, telling how far it is. It is whole, or it is an error. */
export async function fetchExport(
  order: ExportOrder,
  tell: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const { kind, format, from, to } = order;
  const response = await reach(
    `/console/api/exports/${kind}.${format}${queryText({ from, to })}`,
    signal,
  );
  const said = response.headers.get("Naru-Export-Rows");
  const total = said === null || !/^\d+$/.test(said) ? null : Number(said);
  const reader = (response.body ?? new Blob().stream()).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let [bytes, lines] = [0, 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      bytes += value.length;
      lines += linesIn(value);
      tell({ total, rows: format === "csv" ? Math.max(0, lines - 1) : null, bytes });
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new AwayError(cause);
  }
  return new Blob(parts, { type: response.headers.get("Content-Type") ?? "" });
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

function linesIn(bytes: Uint8Array): number {
  let found = 0;
  for (const byte of bytes) if (byte === 0x0a) found++;
  return found;
}
