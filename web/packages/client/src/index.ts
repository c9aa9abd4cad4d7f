/**
 * Calls the payment server's API and verifies its webhooks: one method for each
 * operation of api/openapi.yaml, from which calls.ts is made. A call is sent
 * again by itself only when that cannot do anything twice; a refund takes the
 * caller's own Idempotency-Key, which belongs in the shop's database before it.
 */

export type * from "../../api-types/index.ts";
export * from "./calls.ts";
export { Calls as NaruClient } from "./calls.ts";
export { isCode, NaruError } from "./errors.ts";
export type { CallOptions, Config, Raw } from "./transport.ts";
export { tolerance, verifyWebhook, WebhookError } from "./webhook.ts";
