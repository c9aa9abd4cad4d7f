import { ask, type Page, part } from "./client.ts";

/** An API key of the shop's server, without anything secret. */
export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly mode: string;
  /** Its last four characters, to recognise it. */
  readonly tail: string;
  readonly state: "active" | "expired" | "revoked";
  readonly scopes: readonly Scope[];
  /** Networks that it works from; none: everywhere. */
  readonly allow: readonly string[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  /** The key that it took the place of. */
  readonly replaces: string | null;
};

/** A key with its secret, which is shown this once. */
export type ShownKey = { readonly key: ApiKey; readonly secret: string };

export const scopes = ["open", "read", "refund", "admin"] as const;
export type Scope = (typeof scopes)[number];

export const keyKeys = { all: ["keys"] as const };

export function listKeys(): Promise<Page<ApiKey>> {
  return ask("GET", "/keys");
}

export function createKey(wish: {
  name: string;
  scopes: readonly Scope[];
  /** 0: never. */
  expires_in_days: number;
  allow: readonly string[];
}): Promise<ShownKey> {
  return ask("POST", "/keys", { body: wish });
}

export async function revokeKey(id: string): Promise<void> {
  await ask("DELETE", `/keys/${part(id)}`);
}

/** Makes a key in its place; the one before works on for the hours of grace. */
export function rotateKey(id: string, graceHours: number): Promise<ShownKey> {
  return ask("POST", `/keys/${part(id)}/rotate`, { body: { grace_hours: graceHours } });
}
