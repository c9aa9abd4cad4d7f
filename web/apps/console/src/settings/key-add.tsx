import { Button, controlClass, Dialog, Field } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { createKey, keyKeys, type Scope, scopes } from "../api/keys.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

const lives = [90, 365, 730, 0] as const;

/** A new key: what it is for, what it may do, how long, and from where. */
export function KeyAdd({
  onMade,
  onClose,
}: {
  onMade: (secret: string) => void;
  onClose: () => void;
}) {
  const { settings: t, app } = useTexts();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>(["open", "read", "refund"]);
  const [days, setDays] = useState<number>(365);
  const [allow, setAllow] = useState("");
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () =>
      createKey({
        name: name.trim(),
        scopes: chosen,
        expires_in_days: days,
        allow: allow.split(/[\s,]+/).filter((network) => network !== ""),
      }),
    onSuccess: async ({ secret }) => {
      onMade(secret);
      await queries.invalidateQueries({ queryKey: keyKeys.all });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && chosen.length > 0) add.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.keyAdd}
      closeLabel={app.close}
      place="side"
      data-slot="key-add-drawer"
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t.keyName}
          hint={t.keyNameHint}
          required
          problem={tried && name.trim() === "" ? t.keyNameProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
              className={controlClass}
              data-slot="key-name"
            />
          )}
        </Field>
        <ScopeChoice
          chosen={chosen}
          problem={tried && chosen.length === 0 ? t.scopesProblem : undefined}
          onChange={setChosen}
        />
        <Field label={t.expiresAt} hint={t.expiresHint}>
          {(control) => (
            <select
              {...control}
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
              className={controlClass}
              data-slot="key-days"
            >
              {lives.map((life) => (
                <option key={life} value={life}>
                  {life === 0 ? t.never : t.days(String(life))}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.allow} hint={t.allowHint}>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              maxLength={400}
              value={allow}
              onChange={(event) => setAllow(event.target.value)}
              className={`${controlClass} font-mono`}
              data-slot="key-allow"
            />
          )}
        </Field>
        {add.error !== null && <ProblemNotice error={add.error} />}
        <Button
          type="submit"
          tone="primary"
          disabled={add.isPending}
          className="self-start"
          data-slot="key-submit"
        >
          {t.keyAdd}
        </Button>
      </form>
    </Dialog>
  );
}

function ScopeChoice({
  chosen,
  problem,
  onChange,
}: {
  chosen: readonly Scope[];
  problem: string | undefined;
  onChange: (chosen: readonly Scope[]) => void;
}) {
  const { settings: t } = useTexts();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">{t.scopes}</legend>
      {scopes.map((scope) => (
        <label key={scope} className="flex cursor-pointer items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              onChange(
                scopes.filter((one) => (one === scope ? target.checked : chosen.includes(one))),
              )
            }
            className="mt-0.5 size-4 shrink-0 accent-accent"
            data-slot={`scope-${scope}`}
          />
          <span>
            <span className="font-medium">{t.scopeNames[scope]}</span>
            <span className="mt-0.5 block text-xs leading-relaxed text-ink-soft">
              {t.scopeNotes[scope]}
            </span>
          </span>
        </label>
      ))}
      {problem !== undefined && (
        <p role="alert" className="text-xs text-bad">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
