import { ask } from "./client.ts";
import type { Json } from "./decode.ts";

export type ContentType = "application/json" | "application/x-www-form-urlencoded";
export const contentTypes = ["application/json", "application/x-www-form-urlencoded"] as const;

export type Mode = "test" | "live";
export const modes = ["test", "live"] as const;

export type Endpoint = { url: string; contentType: ContentType };

export type WebhookSettings = {
  live: Endpoint;
  test: Endpoint;
  webhookFirst: boolean;
  retry: boolean;
  /** Modes whose saved address will never be called: it is on another machine. */
  blocked: Mode[];
};

export type Merchant = {
  code: string;
  name: string;
  email: string;
  apiKey: string;
  apiSecret: string;
};

export const merchantKeys = {
  all: ["merchants"] as const,
  one: (imp: string) => ["merchants", imp] as const,
  webhook: (imp: string) => ["merchants", imp, "webhook"] as const,
};

export async function listMerchants(): Promise<Merchant[]> {
  return (await ask("GET", "/merchants")).at("list").list().map(merchant);
}

export async function getMerchant(imp: string): Promise<Merchant> {
  return merchant(await ask("GET", `/merchants/${encodeURIComponent(imp)}`));
}

export async function signUp(form: { email: string; name: string }): Promise<Merchant> {
  return merchant(await ask("POST", "/merchants", { body: form }));
}

/** Makes a new REST API Secret; the old one is dead when this returns. */
export async function reissueSecret(imp: string): Promise<Merchant> {
  return merchant(await ask("POST", `/merchants/${encodeURIComponent(imp)}/secret`, { body: {} }));
}

export async function getWebhook(imp: string): Promise<WebhookSettings> {
  return webhookSettings(await ask("GET", `/merchants/${encodeURIComponent(imp)}/webhook`));
}

/** Saves what is given; the rest stays as it is. */
export async function saveWebhook(
  imp: string,
  to: Partial<Omit<WebhookSettings, "blocked">>,
): Promise<WebhookSettings> {
  const endpoint = (given: Endpoint | undefined) =>
    given === undefined ? undefined : { url: given.url, content_type: given.contentType };
  const body = {
    live: endpoint(to.live),
    test: endpoint(to.test),
    webhook_first: to.webhookFirst,
    retry: to.retry,
  };
  return webhookSettings(
    await ask("PUT", `/merchants/${encodeURIComponent(imp)}/webhook`, { body }),
  );
}

function merchant(json: Json): Merchant {
  return {
    code: json.at("code").text(),
    name: json.at("name").text(),
    email: json.at("email").text(),
    apiKey: json.at("api_key").text(),
    apiSecret: json.at("api_secret").text(),
  };
}

function webhookSettings(json: Json): WebhookSettings {
  return {
    live: endpoint(json.at("live")),
    test: endpoint(json.at("test")),
    webhookFirst: json.at("webhook_first").bool(),
    retry: json.at("retry").bool(),
    blocked: json
      .at("blocked")
      .listOrEmpty()
      .map((mode) => mode.word(modes, "test")),
  };
}

function endpoint(json: Json): Endpoint {
  return {
    url: json.at("url").textOrEmpty(),
    contentType: json.at("content_type").word(contentTypes, "application/json"),
  };
}
