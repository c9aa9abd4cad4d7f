import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "./json.ts";

export type Heard = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** A tiny shop with one page, that hears webhooks, keeps them and answers 200 unless told otherwise. */
export class Listener {
  readonly heard: Heard[] = [];
  /** What the next POSTs are answered. */
  answer: { readonly status: number; readonly body: string } = { status: 200, body: "" };
  readonly #server: Server;

  private constructor(page: string) {
    this.#server = createServer((request, response) => {
      if (request.method === "GET") {
        response.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
        return;
      }
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      request.on("end", () => {
        this.heard.push({ headers: request.headers, body });
        response.writeHead(this.answer.status).end(this.answer.body);
      });
    });
  }

  static async start(page = ""): Promise<Listener> {
    const listener = new Listener(page);
    await new Promise<void>((resolve) => listener.#server.listen(0, "127.0.0.1", resolve));
    return listener;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The events of a type, each read from its body. */
  events(type: string): Json[] {
    return this.heard
      .map(({ body }) => JSON.parse(body) as { type: string } & { [k: string]: Json })
      .filter((event) => event.type === type);
  }

  stop(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.close((error) => (error ? reject(error) : resolve()));
      this.#server.closeAllConnections();
    });
  }
}

/** Whether a webhook is signed as Standard Webhooks says, with this secret. */
export function signed({ headers, body }: Heard, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const mac = createHmac("sha256", key)
    .update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`)
    .digest("base64");
  const fresh = Math.abs(Date.now() / 1_000 - Number(headers["webhook-timestamp"])) < 300;
  return fresh && String(headers["webhook-signature"]).split(" ").includes(`v1,${mac}`);
}
