import { Button, controlClass, Field, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changePassword, sessionKeys } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { passwordProblem } from "./password.ts";

const none = { old: "", next: "", again: "" };

/** The password of now and twice the one to be; other browsers are logged out by it. */
export function PasswordForm({ action, slot }: { action: string; slot: string }) {
  const { entry: t, settings } = useTexts();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(none);
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => changePassword(typed.old, typed.next),
    onSuccess: (session) => {
      setTyped(none);
      setTried(false);
      queries.setQueryData(sessionKeys.all, session);
    },
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
    <form noValidate onSubmit={submit} className="flex flex-col gap-4" data-slot={slot}>
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
              data-slot={`${slot}-${key}`}
            />
          )}
        </Field>
      ))}
      {change.isSuccess && (
        <Notice tone="good" role="status" data-slot={`${slot}-changed`}>
          {settings.passwordChanged}
        </Notice>
      )}
      {change.error !== null && <ProblemNotice error={change.error} />}
      <Button
        type="submit"
        tone="primary"
        disabled={change.isPending}
        className="self-start"
        data-slot={`${slot}-submit`}
      >
        {action}
      </Button>
    </form>
  );
}
