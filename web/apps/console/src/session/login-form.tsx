import { Button, controlClass, Field, Notice } from "@naru/ui";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/errors.ts";
import { logIn, type Session } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/**
 * E-mail and password, and the code of the second factor once the server asks
 * for it. A given e-mail cannot be changed: it is the same person again.
 */
export function LoginForm({
  email: given = "",
  onDone,
}: {
  email?: string;
  onDone: (session: Session) => void;
}) {
  const { entry } = useTexts();
  const [email, setEmail] = useState(given);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [second, setSecond] = useState(false);
  const [tried, setTried] = useState(false);
  const enter = useMutation({
    mutationFn: () => logIn({ email: email.trim(), password, code: code.replaceAll(" ", "") }),
    onSuccess: onDone,
    onError: (error) => {
      if (isAsking(error)) setSecond(true);
      setCode("");
    },
  });
  const complete = email.trim() !== "" && password !== "" && (!second || code.trim() !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!complete) return;
    setTried(false);
    enter.mutate();
  };
  const missing = (value: string, text: string) =>
    tried && value.trim() === "" ? text : undefined;
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4" data-slot="login-form">
      <Field label={entry.email} required problem={missing(email, entry.emailProblem)}>
        {(control) => (
          <input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            readOnly={given !== ""}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            className={controlClass}
            data-slot="login-email"
          />
        )}
      </Field>
      <Field label={entry.password} required problem={missing(password, entry.passwordProblem)}>
        {(control) => (
          <input
            {...control}
            type="password"
            name="password"
            autoComplete="current-password"
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            className={controlClass}
            data-slot="login-password"
          />
        )}
      </Field>
      {second && (
        <CodeField
          value={code}
          problem={missing(code, entry.codeProblem)}
          onChange={setCode}
          slot="login-code"
        />
      )}
      {second && isAsking(enter.error) && (
        <Notice role="status" data-slot="login-second">
          {entry.second}
        </Notice>
      )}
      {enter.error !== null && !isAsking(enter.error) && <ProblemNotice error={enter.error} />}
      <Button type="submit" tone="primary" disabled={enter.isPending} data-slot="login">
        {enter.isPending ? entry.entering : entry.login}
      </Button>
    </form>
  );
}

/** The six digits of the authenticator app. */
export function CodeField({
  value,
  problem,
  onChange,
  slot,
}: {
  value: string;
  problem: string | undefined;
  onChange: (code: string) => void;
  slot: string;
}) {
  const { entry } = useTexts();
  return (
    <Field label={entry.code} hint={entry.codeHint} required problem={problem}>
      {(control) => (
        <input
          {...control}
          // biome-ignore lint/a11y/noAutofocus: the operator has just asked for this box.
          autoFocus
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${controlClass} font-mono tracking-widest`}
          data-slot={slot}
        />
      )}
    </Field>
  );
}

function isAsking(error: unknown): boolean {
  return error instanceof ApiError && error.code === "second_factor_required";
}
