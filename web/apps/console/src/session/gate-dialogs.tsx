import { Button, controlClass, Dialog, Field } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { forget, type Session, sessionKeys, stepUp } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { gate } from "./gate.ts";
import { CodeField, LoginForm } from "./login-form.tsx";
import { useSession } from "./session-context.ts";

/** What calls wait for, asked over the page, which stays as it is. */
export function GateDialogs() {
  const need = useSyncExternalStore(gate.subscribe, gate.need);
  if (need === "login") return <LoginAgain />;
  if (need === "step-up") return <StepUp />;
  return null;
}

function LoginAgain() {
  const { entry, app } = useTexts();
  const { operator } = useSession();
  const queries = useQueryClient();
  const leave = () => {
    gate.settle("login", false);
    gate.settle("step-up", false);
    forget(queries);
  };
  const done = (session: Session) => {
    queries.setQueryData(sessionKeys.all, session);
    gate.settle("login", true);
  };
  return (
    <Dialog
      open
      // Closing drops nothing: what waited fails, the page stays, and the next call asks again.
      onClose={() => {
        gate.settle("login", false);
        gate.settle("step-up", false);
      }}
      title={entry.againTitle}
      closeLabel={app.close}
      data-slot="login-again"
    >
      <p className="mb-4 text-sm leading-relaxed text-ink-soft">{entry.againText}</p>
      <LoginForm email={operator.email} onDone={done} />
      <Button tone="quiet" size="small" className="mt-3" onClick={leave} data-slot="login-leave">
        {entry.leave}
      </Button>
    </Dialog>
  );
}

function StepUp() {
  const { entry, app } = useTexts();
  const { operator } = useSession();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const confirm = useMutation({
    mutationFn: () =>
      stepUp(operator.totp ? { code: typed.replaceAll(" ", "") } : { password: typed }),
    onSuccess: (session) => {
      queries.setQueryData(sessionKeys.all, session);
      gate.settle("step-up", true);
    },
    onError: () => setTyped(""),
  });
  const missing = tried && typed.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The page's own form is an ancestor of this dialog in React's tree.
    event.stopPropagation();
    setTried(true);
    if (typed.trim() !== "") confirm.mutate();
  };
  return (
    <Dialog
      open
      onClose={() => gate.settle("step-up", false)}
      title={entry.stepUpTitle}
      closeLabel={app.close}
      data-slot="step-up"
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-sm leading-relaxed text-ink-soft">{entry.stepUpText}</p>
        {operator.totp ? (
          <CodeField
            value={typed}
            problem={missing ? entry.codeProblem : undefined}
            onChange={setTyped}
            slot="step-up-code"
          />
        ) : (
          <Field
            label={entry.password}
            required
            problem={missing ? entry.passwordProblem : undefined}
          >
            {(control) => (
              <input
                {...control}
                type="password"
                autoComplete="current-password"
                maxLength={128}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                className={controlClass}
                data-slot="step-up-password"
              />
            )}
          </Field>
        )}
        {confirm.error !== null && <ProblemNotice error={confirm.error} />}
        <Button
          type="submit"
          tone="primary"
          disabled={confirm.isPending}
          data-slot="step-up-submit"
        >
          {confirm.isPending ? entry.confirming : entry.confirm}
        </Button>
      </form>
    </Dialog>
  );
}
