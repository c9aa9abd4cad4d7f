import { Button, controlClass, Field } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useLocation } from "wouter";
import { merchantKeys, signUp } from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { remember } from "./remembered.ts";

/** One click: both fields are filled already. */
export function SignUpPage() {
  const { entry } = useTexts();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [email, setEmail] = useState("me@example.com");
  const [name, setName] = useState<string>(entry.shopDefault);
  const [tried, setTried] = useState(false);
  const wrongEmail = !/^[^\s@]+@[^\s@]+$/.test(email.trim());
  const wrongName = name.trim() === "";
  const join = useMutation({
    mutationFn: () => signUp({ email: email.trim(), name: name.trim() }),
    onSuccess: (merchant) => {
      queries.setQueryData(merchantKeys.one(merchant.code), merchant);
      void queries.invalidateQueries({ queryKey: merchantKeys.all, exact: true });
      remember(merchant.code);
      go(`/m/${merchant.code}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrongEmail && !wrongName) join.mutate();
  };
  return (
    <EntryFrame title={entry.signUpTitle} lead={entry.signUpLead}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4" data-slot="sign-up-form">
        <Field
          label={entry.email}
          required
          problem={tried && wrongEmail ? entry.emailProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              type="email"
              name="email"
              autoComplete="email"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              className={controlClass}
              data-slot="sign-up-email"
            />
          )}
        </Field>
        <Field
          label={entry.shop}
          hint={entry.shopHint}
          required
          problem={tried && wrongName ? entry.shopProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              name="name"
              maxLength={40}
              value={name}
              onChange={(event) => setName(event.target.value)}
              className={controlClass}
              data-slot="sign-up-name"
            />
          )}
        </Field>
        {join.error !== null && <ProblemNotice error={join.error} />}
        <Button type="submit" tone="primary" disabled={join.isPending} data-slot="sign-up">
          {entry.signUp}
        </Button>
      </form>
      <p className="mt-5 text-sm">
        <Link
          href="/login"
          data-slot="to-login"
          className="font-medium text-accent underline underline-offset-4"
        >
          {entry.toLogin}
        </Link>
      </p>
    </EntryFrame>
  );
}
