import { gate } from "../session/gate.ts";
import { ApiError, AwayError, GivenUpError } from "./errors.ts";

const BASE = "/console/api";
const PATIENCE_MS = 30_000;

export type Query = Readonly<Record<string, string | number | undefined>>;

export type Sent = {
  query?: Query;
  body?: unknown;
  /** The idempotency key of an act that moves money: one key per decision. */
  key?: string;
  signal?: AbortSignal;
  /** The question is about the session itself: its end is an answer. */
  bare?: boolean;
};

/**
 * Asks the console's API. Where the session has ended, or the act asks for a
 * fresh factor, it waits at the gate and asks again: neither was carried out.
 */
export async function ask<Answer>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  sent: Sent = {},
): Promise<Answer> {
  for (;;) {
    try {
      return (await once(method, path, sent)) as Answer;
    } catch (error) {
      const need = sent.bare === true ? null : needOf(error);
      if (need === null) throw error;
      if (!(await gate.ask(need))) throw new GivenUpError();
    }
  }
}

function needOf(error: unknown): "login" | "step-up" | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 401) return "login";
  return error.code === "step_up_required" ? "step-up" : null;
}

async function once(method: string, path: string, sent: Sent): Promise<unknown> {
  const response = await reach(`${BASE}${path}${queryText(sent.query ?? {})}`, {
    method,
    signal: sent.signal ?? AbortSignal.timeout(PATIENCE_MS),
    headers: {
      ...(sent.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(sent.key === undefined ? {} : { "Idempotency-Key": sent.key }),
    },
    ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
  });
  const text = await read(response);
  if (!response.ok) throw refusal(response.status, text);
  return text === "" ? null : JSON.parse(text);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new AwayError(cause);
  }
}

async function read(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new AwayError(cause);
  }
}

/** What a refusal's body says; a gateway in between says that nobody is there. */
export function refusal(status: number, text: string): Error {
  const problem = parsed(text);
  const field = (key: string) => (typeof problem[key] === "string" ? problem[key] : "");
  if (field("code") === "" && [502, 503, 504].includes(status)) return new AwayError(text);
  const plain = field("title");
  return new ApiError(
    status,
    field("code") || "unknown",
    field("message_ko") || plain,
    field("message_en") || plain,
    field("detail"),
    field("field"),
    problem,
  );
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A query with its question mark; what is empty is left out. */
export function queryText(query: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

/** Part of an address. */
export function part(id: string): string {
  return encodeURIComponent(id);
}

/** A page of a list that goes on at its cursor. */
export type Page<Row> = { readonly data: readonly Row[]; readonly next_cursor: string | null };
