import {
  type FrameMessage,
  isRecord,
  parseMessage,
  parseStarted,
  type Started,
} from "./protocol.ts";

/** How long the service may take to answer. */
const patience = 30_000;

/** What is asked for: a payment or a certification. */
export type Path = "start" | "certify";

/** Asks for a window. Rejects when the service does not answer sensibly. */
export async function start(origin: string, path: Path, body: string): Promise<Started> {
  // text/plain is sent without a preflight.
  const answer = await post(`${origin}/checkout/v1/${path}`, body, "text/plain;charset=UTF-8");
  const started = parseStarted(answer, origin);
  if (started === null) throw new Error(problemOf(answer));
  return started;
}

/** Tells the service that the buyer closed the window, and takes what it says about it. */
export async function closeWindow(url: string): Promise<FrameMessage | null> {
  const answer = await post(url, "outcome=close", "application/x-www-form-urlencoded");
  return parseMessage(answer);
}

async function post(url: string, body: string, type: string): Promise<unknown> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": type, Accept: "application/json" },
      body,
      signal: abort.signal,
    });
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}

function problemOf(answer: unknown): string {
  if (isRecord(answer) && typeof answer.message_en === "string") {
    return [answer.message_en, answer.detail].filter((part) => typeof part === "string").join(" ");
  }
  return "the answer is not the sandbox's";
}
