import type { AuditLine } from "../api/audit.ts";

/** What lines are about, by the first word of their action. */
export const kinds = [
  "login",
  "refund",
  "discrepancy",
  "buyer",
  "operator",
  "key",
  "setting",
  "other",
] as const;

export type Kind = (typeof kinds)[number];

const families: Readonly<Record<string, Kind>> = {
  login: "login",
  password: "login",
  second_factor: "login",
  access: "login",
  refund: "refund",
  discrepancy: "discrepancy",
  buyer: "buyer",
  buyers: "buyer",
  operator: "operator",
  key: "key",
  secrets: "key",
  setting: "setting",
  endpoint: "setting",
};

/** The family of an action: "login.refused" is about log-ins. */
export function kindOf(action: string): Kind {
  return families[action.split(".")[0] ?? ""] ?? "other";
}

/** Its name; an action that is not known yet is shown as it was written. */
export function actionName(
  t: { readonly actions: Readonly<Record<string, string>> },
  action: string,
): string {
  return t.actions[action.replaceAll(".", "_")] ?? action;
}

/** Whether every word stands somewhere in the line. */
export function matches(line: AuditLine, words: string): boolean {
  const text = [line.actor, line.actor_name ?? "", line.action, line.subject, line.detail]
    .join(" ")
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
