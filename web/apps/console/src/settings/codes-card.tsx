import { Badge, Button, Card, CopyButton, controlClass, Field, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { beginCodes, type Codes, confirmCodes, dropCodes } from "../api/account.ts";
import { sessionKeys } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { useSession } from "../session/session-context.ts";
import { Confirm } from "./confirm.tsx";

/** 2단계 인증: codes of an app beside the password, on or off. */
export function CodesCard() {
  const { settings: t } = useTexts();
  const { operator } = useSession();
  return (
    <Card
      title={t.codes}
      data-slot="codes-card"
      actions={
        <Badge tone={operator.totp ? "good" : "warn"} data-slot="codes-state">
          {operator.totp ? t.codesOn : t.codesOff}
        </Badge>
      }
    >
      <p className="mb-3 text-sm leading-relaxed text-ink-soft">{t.codesNote}</p>
      {operator.totp ? <TurnOff /> : <TurnOn />}
    </Card>
  );
}

function TurnOn() {
  const { settings: t } = useTexts();
  const [codes, setCodes] = useState<Codes | null>(null);
  const begin = useMutation({ mutationFn: beginCodes, onSuccess: setCodes });
  if (codes !== null) return <Enter codes={codes} onCancel={() => setCodes(null)} />;
  return (
    <div className="flex flex-col items-start gap-3">
      <Button disabled={begin.isPending} onClick={() => begin.mutate()} data-slot="codes-begin">
        {t.codesBegin}
      </Button>
      {begin.error !== null && <ProblemNotice error={begin.error} />}
    </div>
  );
}

function Enter({ codes, onCancel }: { codes: Codes; onCancel: () => void }) {
  const { settings: t, app, entry } = useTexts();
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => confirmCodes(code.replaceAll(" ", "")),
    onSuccess: (session) => queries.setQueryData(sessionKeys.all, session),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() !== "") confirm.mutate();
  };
  return (
    <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-4">
      <ol className="list-decimal space-y-3 pl-5 text-sm leading-relaxed">
        <li>
          {t.codesStep1}
          <p className="mt-2 flex items-center gap-2 rounded-md border border-line bg-raised px-3 py-1.5">
            <code className="min-w-0 flex-1 font-mono text-sm break-all" data-slot="codes-secret">
              {codes.secret}
            </code>
            <CopyButton
              text={codes.secret}
              name={t.codesSecret}
              label={app.copy}
              copied={app.copied}
              failed={app.copyFailed}
            />
          </p>
          <a
            href={codes.uri}
            className="mt-2 inline-block text-accent underline underline-offset-4"
            data-slot="codes-uri"
          >
            {t.codesLink}
          </a>
        </li>
        <li>{t.codesStep2}</li>
      </ol>
      <Field
        label={entry.code}
        hint={entry.codeHint}
        required
        problem={tried && code.trim() === "" ? entry.codeProblem : undefined}
      >
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            className={controlClass}
            data-slot="codes-code"
          />
        )}
      </Field>
      {confirm.error !== null && <ProblemNotice error={confirm.error} />}
      <div className="flex gap-2">
        <Button type="submit" tone="primary" disabled={confirm.isPending} data-slot="codes-confirm">
          {t.codesConfirm}
        </Button>
        <Button onClick={onCancel}>{app.cancel}</Button>
      </div>
    </form>
  );
}

function TurnOff() {
  const { settings: t } = useTexts();
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: () => dropCodes(),
    onSuccess: async () => {
      setAsking(false);
      await queries.invalidateQueries({ queryKey: sessionKeys.all });
    },
  });
  return (
    <>
      <Notice tone="good">{t.codesAreOn}</Notice>
      <Button className="mt-3" onClick={() => setAsking(true)} data-slot="codes-drop">
        {t.codesDrop}
      </Button>
      {asking && (
        <Confirm
          title={t.codesDrop}
          text={t.codesDropText}
          doing={t.codesDrop}
          deed={drop}
          onClose={() => setAsking(false)}
          slot="codes-drop-dialog"
        />
      )}
    </>
  );
}
