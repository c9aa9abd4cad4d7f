import { Button, controlClass, Field } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changePassword, sessionKeys } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { passwordProblem } from "./password.ts";

/** Whoever came with a password that somebody else gave them chooses their own first. */
export function FirstPasswordPage() {
  const { entry: t } = useTexts();
  const queries = useQueryClient();
  const [typed, setTyped] = useState({ old: "", next: "", again: "" });
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => changePassword(typed.old, typed.next),
    onSuccess: (session) => queries.setQueryData(sessionKeys.all, session),
  });
  const problems = {
    old: typed.old === "" ? t.passwordProblem : undefined,
    next: passwordProblem(typed.next, t),
    again: typed.again === typed.next ? undefined : t.againProblem,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).every((one) => one === undefined)) change.mutate();
  };
  const boxes = [
    { key: "old", label: t.oldPassword, auto: "current-password" },
    { key: "next", label: t.newPassword, auto: "new-password" },
    { key: "again", label: t.newAgain, auto: "new-password" },
  ] as const;
  return (
    <EntryFrame>
      <PageHead title={t.firstTitle} lead={t.firstText} />
      <form noValidate onSubmit={submit} className="flex flex-col gap-4" data-slot="first-password">
        {boxes.map(({ key, label, auto }) => (
          <Field
            key={key}
            label={label}
            {...(key === "next" ? { hint: t.newHint } : {})}
            required
            problem={tried ? problems[key] : undefined}
          >
            {(control) => (
              <input
                {...control}
                type="password"
                autoComplete={auto}
                maxLength={200}
                value={typed[key]}
                onChange={(event) => setTyped({ ...typed, [key]: event.target.value })}
                className={controlClass}
                data-slot={`first-password-${key}`}
              />
            )}
          </Field>
        ))}
        {change.error !== null && <ProblemNotice error={change.error} />}
        <Button
          type="submit"
          tone="primary"
          disabled={change.isPending}
          data-slot="first-password-submit"
        >
          {t.choosePassword}
        </Button>
      </form>
    </EntryFrame>
  );
}
