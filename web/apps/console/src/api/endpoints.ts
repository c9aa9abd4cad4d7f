import type {
  ShownWebhookEndpoint,
  WebhookEndpoint,
  WebhookEventType,
  WebhookTrial,
} from "../../../../packages/api-types/index.ts";
import { ask, type Page, part } from "./client.ts";

export type { ShownWebhookEndpoint, WebhookEndpoint, WebhookEventType, WebhookTrial };

export const endpointKeys = { all: ["endpoints"] as const };

export const eventTypes = [
  "payment.awaiting_deposit",
  "payment.paid",
  "payment.failed",
  "payment.rejected",
  "payment.expired",
  "payment.closed",
  "payment.partially_refunded",
  "payment.refunded",
] as const satisfies readonly WebhookEventType[];

export function listEndpoints(): Promise<Page<WebhookEndpoint>> {
  return ask("GET", "/webhook-endpoints");
}

export function createEndpoint(wish: {
  url: string;
  description: string;
  events: readonly WebhookEventType[];
}): Promise<ShownWebhookEndpoint> {
  return ask("POST", "/webhook-endpoints", { body: wish });
}

export function removeEndpoint(id: string): Promise<null> {
  return ask("DELETE", `/webhook-endpoints/${part(id)}`);
}

export function turnEndpoint(id: string, to: "pause" | "resume"): Promise<WebhookEndpoint> {
  return ask("POST", `/webhook-endpoints/${part(id)}/${to}`);
}

export function rotateEndpoint(id: string): Promise<ShownWebhookEndpoint> {
  return ask("POST", `/webhook-endpoints/${part(id)}/rotate`);
}

/** Sends it a test event; whatever it answers is the answer. */
export function tryEndpoint(id: string): Promise<WebhookTrial> {
  return ask("POST", `/webhook-endpoints/${part(id)}/test`);
}
