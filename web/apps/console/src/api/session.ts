import type { QueryClient } from "@tanstack/react-query";
import type {
  ConsoleOperator,
  ConsoleRole,
  ConsoleSession,
} from "../../../../packages/api-types/index.ts";
import { ask } from "./client.ts";
import { ApiError } from "./errors.ts";

export type Role = ConsoleRole;
export type Operator = ConsoleOperator;
export type Session = ConsoleSession;

export const sessionKeys = { all: ["session"] as const };

/** Who is logged in; null: nobody. */
export async function getSession(): Promise<Session | null> {
  try {
    return await ask<Session>("GET", "/session", { bare: true });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export type Credentials = { email: string; password: string; code: string };

export function logIn({ email, password, code }: Credentials): Promise<Session> {
  return ask<Session>("POST", "/login", {
    body: { email, password, ...(code === "" ? {} : { code }) },
    bare: true,
  });
}

/** Shows once more that it is this operator, by a code where one is set up. */
export function stepUp(factor: { password: string } | { code: string }): Promise<Session> {
  return ask<Session>("POST", "/step-up", { body: factor, bare: true });
}

export function changePassword(old: string, next: string): Promise<Session> {
  return ask<Session>("POST", "/password", { body: { old, new: next } });
}

export async function logOut(): Promise<void> {
  await ask("POST", "/logout", { bare: true });
}

/** Nobody is logged in: what was looked at is forgotten, and the log-in page is shown. */
export function forget(queries: QueryClient): void {
  queries.setQueryData(sessionKeys.all, null);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKeys.all[0] });
}

const ranks: readonly Role[] = ["viewer", "operator", "admin"];

/** Whether this operator may do what the role may; the server decides it again. */
export function may(operator: Operator, role: Role): boolean {
  return ranks.indexOf(operator.role) >= ranks.indexOf(role);
}
