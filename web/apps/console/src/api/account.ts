import { ask, type Page, part } from "./client.ts";
import type { Session } from "./session.ts";

/** A browser in which this operator is logged in. */
export type Login = {
  readonly id: string;
  readonly current: boolean;
  readonly address: string;
  readonly agent: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly expires_at: string;
};

export const loginKeys = { all: ["logins"] as const };

export function listLogins(): Promise<Page<Login>> {
  return ask("GET", "/logins");
}

export async function endLogin(id: string): Promise<void> {
  await ask("DELETE", `/logins/${part(id)}`);
}

export type Codes = { readonly secret: string; readonly uri: string };

export function beginCodes(): Promise<Codes> {
  return ask("POST", "/totp");
}

export function confirmCodes(code: string): Promise<Session> {
  return ask("POST", "/totp/confirm", { body: { code }, bare: true });
}

export async function dropCodes(): Promise<void> {
  await ask("DELETE", "/totp");
}
