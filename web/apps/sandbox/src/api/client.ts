import { Json } from "./decode.ts";

/** The sandbox understood the request and refused it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly ko: string,
    readonly en: string,
    /** What exactly was wrong, in the words of the sandbox; may be empty. */
    readonly detail: string,
  ) {
    super(`${status} ${code}`);
  }
}

/** No answer came: the sandbox is stopped, or starting. */
export class AwayError extends Error {
  constructor(cause: unknown) {
    super("sandbox does not answer", { cause });
  }
}

const BASE = "/sandbox";
const PATIENCE_MS = 20_000;

/** Asks the control API; undefined values of the query are left out. */
export async function ask(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  sent: {
    query?: Record<string, string | number | undefined>;
    body?: unknown;
    signal?: AbortSignal;
  } = {},
): Promise<Json> {
  const response = await reach(`${BASE}${path}${queryText(sent.query ?? {})}`, {
    method,
    signal: sent.signal ?? AbortSignal.timeout(PATIENCE_MS),
    ...(sent.body === undefined
      ? {}
      : { body: JSON.stringify(sent.body), headers: { "Content-Type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  return new Json(text === "" ? null : JSON.parse(text));
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new AwayError(cause);
  }
}

function refusal(status: number, text: string): Error {
  if (status === 502 || status === 503 || status === 504) return new AwayError(text);
  const problem = parsed(text);
  const field = (key: string) => (typeof problem[key] === "string" ? problem[key] : "");
  const plain = field("title");
  return new ApiError(
    status,
    field("code") || "unknown",
    field("message_ko") || plain,
    field("message_en") || plain,
    field("detail"),
  );
}

function parsed(text: string): Record<string, unknown> {
  try {
    return new Json(JSON.parse(text)).object();
  } catch {
    return {};
  }
}

function queryText(query: Record<string, string | number | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
