import { ask, type Page } from "./client.ts";

/** A line of the audit log: who did what to what, and why. */
export type AuditLine = {
  readonly n: number;
  readonly at: string;
  readonly actor: string;
  readonly actor_name: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly hash: string;
};

export const auditKeys = { all: ["audit"] as const };

export const AUDIT_PAGE = 100;

export function listAudit(cursor: string): Promise<Page<AuditLine>> {
  return ask("GET", "/audit", { query: { cursor, limit: AUDIT_PAGE } });
}
