import type {
  Discrepancy,
  ResolvedDiscrepancy,
  Side,
} from "../../../../packages/api-types/index.ts";
import { ask, type Page, part } from "./client.ts";

export type { Discrepancy, ResolvedDiscrepancy, Side };

export const discrepancyKeys = {
  page: (state: Standing, cursor: string) => ["discrepancies", state, cursor] as const,
  one: (id: string) => ["discrepancies", "one", id] as const,
};

/** Which of them: those that wait for somebody, those that were decided, both. */
export const standings = ["open", "closed", "all"] as const;
export type Standing = (typeof standings)[number];

export function listDiscrepancies(state: Standing, cursor: string): Promise<Page<Discrepancy>> {
  return ask("GET", "/discrepancies", {
    query: { state: state === "all" ? "" : state, cursor },
  });
}

export function getDiscrepancy(id: string): Promise<ResolvedDiscrepancy> {
  return ask("GET", `/discrepancies/${part(id)}`);
}

export type Decision = "accept" | "give-back";

/** What a decision says; the account is where money goes that cannot go back the way it came. */
export type DecisionWish = {
  readonly reason: string;
  readonly refund_account?: { bank: string; number: string; holder: string; tel?: string };
  readonly second_confirmation?: boolean;
};

export function decide(
  id: string,
  decision: Decision,
  wish: DecisionWish,
): Promise<ResolvedDiscrepancy> {
  return ask("POST", `/discrepancies/${part(id)}/${decision}`, { body: wish });
}
