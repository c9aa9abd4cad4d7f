import { ask, type Page, part } from "./client.ts";
import type { Operator, Role } from "./session.ts";

/** An operator as an admin sees them. */
export type Staff = Operator & {
  /** They have not chosen a password of their own yet. */
  readonly start_password: boolean;
  readonly disabled_at: string | null;
  readonly created_at: string;
};

/** An operator with the password to begin with, which is shown this once. */
export type ShownStaff = { readonly operator: Staff; readonly password: string };

export const staffKeys = { all: ["operators"] as const };

export const roles = ["viewer", "operator", "admin"] as const satisfies readonly Role[];

export function listStaff(): Promise<Page<Staff>> {
  return ask("GET", "/operators");
}

export function addStaff(wish: {
  email: string;
  name: string;
  role: Role;
  refund_limit: number | null;
}): Promise<ShownStaff> {
  return ask("POST", "/operators", { body: wish });
}

export type StaffChange = {
  readonly name?: string;
  readonly role?: Role;
  readonly refund_limit?: number | null;
  readonly disabled?: boolean;
};

export function changeStaff(id: string, change: StaffChange): Promise<Staff> {
  return ask("PATCH", `/operators/${part(id)}`, { body: change });
}

/** Ends their log-ins and gives them a new password to begin with. */
export function resetStaff(id: string): Promise<ShownStaff> {
  return ask("POST", `/operators/${part(id)}/reset`);
}
