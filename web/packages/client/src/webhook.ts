import type { ShopEvent } from "../../api-types/index.ts";

/** Seconds that a webhook's time may be from now, either way, as Standard Webhooks advises. */
export const tolerance = 300;

const shortestSecret = 16; // bytes

/** A webhook that is not the payment server's. Answer it with status 400. */
export class WebhookError extends Error {
  readonly reason: "headers" | "signature" | "time" | "body";
  constructor(reason: "headers" | "signature" | "time" | "body") {
    super(`the webhook is refused: ${reason}`);
    this.name = "WebhookError";
    this.reason = reason;
  }
}

type HeaderList = Headers | { readonly [name: string]: string | readonly string[] | undefined };

/**
 * Returns the event of a webhook whose signature, over the body as it came, is
 * the payment server's; throws WebhookError otherwise. `secrets` are the
 * endpoint's, whsec_…: one, or while it is changed the old one and the new. The
 * same event may come again with the same id, and events may be late: read the
 * payment before you act on one.
 */
export async function verifyWebhook(
  secrets: string | readonly string[],
  headers: HeaderList,
  body: string | Uint8Array,
  now: Date = new Date(),
): Promise<ShopEvent> {
  const [id, time, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(
    (name) => headerOf(headers, name),
  );
  if (!id || !time || !signatures || !/^\d{1,12}$/.test(time)) throw new WebhookError("headers");
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const head = new TextEncoder().encode(`${id}.${time}.`);
  const signed = new Uint8Array(head.length + bytes.length);
  signed.set(head);
  signed.set(bytes, head.length);
  let ours = false;
  for (const secret of typeof secrets === "string" ? [secrets] : secrets) {
    ours = (await signs(secret, signed, signatures)) || ours;
  }
  if (!ours) throw new WebhookError("signature");
  if (Math.abs(now.getTime() / 1000 - Number(time)) > tolerance) throw new WebhookError("time");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as ShopEvent;
  } catch {
    throw new WebhookError("body");
  }
}

/** A header that came once; one that came twice is none. */
function headerOf(headers: HeaderList, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === "string" ? value : value?.length === 1 ? value[0] : undefined;
}

/** Web Crypto compares in constant time. */
async function signs(
  secret: string,
  signed: Uint8Array<ArrayBuffer>,
  signatures: string,
): Promise<boolean> {
  const raw = bytesOf(secret.replace(/^whsec_/, ""));
  if (raw === null || raw.length < shortestSecret) {
    throw new TypeError("a webhook's secret is whsec_ and base64 of at least 16 bytes");
  }
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
  let ours = false;
  for (const signature of signatures.split(" ")) {
    const mac = signature.startsWith("v1,") ? bytesOf(signature.slice(3)) : null;
    if (mac !== null) ours = (await crypto.subtle.verify("HMAC", key, mac, signed)) || ours;
  }
  return ours;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
