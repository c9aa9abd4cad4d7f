import { Button, controlClass, Dialog, Field } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addStaff, staffKeys } from "../api/operators.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { type Grant, limitOf, RoleFields } from "./role-fields.tsx";

/** A new operator; the password to begin with is shown once. */
export function OperatorAdd({
  onMade,
  onClose,
}: {
  onMade: (password: string) => void;
  onClose: () => void;
}) {
  const { settings: t, app } = useTexts();
  const [who, setWho] = useState({ name: "", email: "" });
  const [grant, setGrant] = useState<Grant>({ role: "operator", limit: "300,000" });
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const limit = limitOf(grant.limit);
  const add = useMutation({
    mutationFn: () =>
      addStaff({
        name: who.name.trim(),
        email: who.email.trim(),
        role: grant.role,
        refund_limit: limit ?? null,
      }),
    onSuccess: async ({ password }) => {
      onMade(password);
      await queries.invalidateQueries({ queryKey: staffKeys.all });
    },
  });
  const problems = {
    name: who.name.trim() === "" ? t.nameProblem : undefined,
    email: /^[^\s@]+@[^\s@]+$/.test(who.email.trim()) ? undefined : t.emailProblem,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const fine = problems.name === undefined && problems.email === undefined;
    if (fine && limit !== undefined) add.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.operatorAdd}
      closeLabel={app.close}
      place="side"
      data-slot="operator-add-drawer"
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {(["name", "email"] as const).map((which) => (
          <Field
            key={which}
            label={t[which]}
            required
            problem={tried ? problems[which] : undefined}
          >
            {(control) => (
              <input
                {...control}
                type={which === "email" ? "email" : "text"}
                autoComplete="off"
                maxLength={which === "email" ? 254 : 60}
                value={who[which]}
                onChange={(event) => setWho({ ...who, [which]: event.target.value })}
                className={controlClass}
                data-slot={`operator-${which}`}
              />
            )}
          </Field>
        ))}
        <RoleFields grant={grant} onChange={setGrant} />
        {add.error !== null && <ProblemNotice error={add.error} />}
        <Button
          type="submit"
          tone="primary"
          disabled={add.isPending}
          className="self-start"
          data-slot="operator-submit"
        >
          {t.operatorAdd}
        </Button>
      </form>
    </Dialog>
  );
}
