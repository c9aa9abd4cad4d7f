import { Choices, controlClass, Field, readMoney } from "@naru/ui";
import { roles } from "../api/operators.ts";
import type { Role } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";

export type Grant = { readonly role: Role; readonly limit: string };

/** What a limit says that was typed: won, null for none, undefined for no number. */
export function limitOf(typed: string): number | null | undefined {
  if (typed.trim() === "") return null;
  return readMoney(typed, "KRW")?.minor;
}

/** What somebody may do, and up to how much they give back alone. */
export function RoleFields({
  grant,
  onChange,
}: {
  grant: Grant;
  onChange: (grant: Grant) => void;
}) {
  const { settings: t, roles: names } = useTexts();
  return (
    <>
      <Choices
        legend={t.role}
        name="role"
        layout="stack"
        value={grant.role}
        onChange={(role) => onChange({ ...grant, role })}
        options={roles.map((role) => ({
          value: role,
          label: names[role],
          note: t.roleNotes[role],
        }))}
        data-slot="role-choice"
      />
      {grant.role !== "viewer" && (
        <Field
          label={t.limit}
          hint={t.limitHint}
          problem={limitOf(grant.limit) === undefined ? t.limitProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              maxLength={20}
              value={grant.limit}
              onChange={(event) => onChange({ ...grant, limit: event.target.value })}
              className={`${controlClass} tabular-nums`}
              data-slot="operator-limit"
            />
          )}
        </Field>
      )}
    </>
  );
}
