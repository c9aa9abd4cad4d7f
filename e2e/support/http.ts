import type { Json } from "./json.ts";

export type Answer = { readonly status: number; readonly body: Json; readonly headers: Headers };

/** Makes a request with a JSON body and reads the JSON answer, whatever its status. */
export async function ask(
  method: string,
  url: string,
  options: { body?: Json; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { body, headers = {} } = options;
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const raw = await response.text();
  try {
    return { status: response.status, body: JSON.parse(raw) as Json, headers: response.headers };
  } catch {
    throw new Error(`${method} ${url}: ${response.status}, no JSON: ${raw.slice(0, 300)}`);
  }
}

/** The same, and any status but the expected one is an error that shows the answer. */
export async function expectAnswer(
  status: number,
  method: string,
  url: string,
  options: { body?: Json; headers?: Record<string, string> } = {},
): Promise<Json> {
  const answer = await ask(method, url, options);
  if (answer.status !== status) {
    throw new Error(
      `${method} ${url}: ${answer.status}, want ${status}: ${JSON.stringify(answer.body)}`,
    );
  }
  return answer.body;
}
