import { Button, controlClass, Dialog, Field } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Schedule, ScheduleAction } from "../api/billing.ts";
import { getState, stateKeys } from "../api/state.ts";
import { fromBox, toBox } from "../clock/turn.ts";
import { useTexts } from "../i18n/language.tsx";

/** 예약일 변경 and 예약 해지 of what waits; 즉시 재시도 and 재예약 of what failed or was ended. */
export function ScheduleActions({
  schedule,
  busy,
  onAct,
}: {
  schedule: Schedule;
  busy: boolean;
  onAct: (action: ScheduleAction) => void;
}) {
  const { billing: t } = useTexts();
  const waits = schedule.outcome === "scheduled";
  const [asking, setAsking] = useState(false);
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-4">
      <TimeForm
        schedule={schedule}
        label={waits ? t.moveTo : t.rescheduleTo}
        submit={waits ? t.move : t.reschedule}
        busy={busy}
        onPick={(at) => onAct({ kind: waits ? "move" : "reschedule", at })}
      />
      <div>
        {waits ? (
          <Button disabled={busy} onClick={() => setAsking(true)} data-slot="schedule-revoke">
            {t.revoke}
          </Button>
        ) : (
          <Button
            disabled={busy}
            onClick={() => onAct({ kind: "retry" })}
            data-slot="schedule-retry"
          >
            {t.retry}
          </Button>
        )}
      </div>
      <RevokeDialog
        open={asking}
        onClose={() => setAsking(false)}
        onYes={() => {
          setAsking(false);
          onAct({ kind: "revoke" });
        }}
      />
    </div>
  );
}

function TimeForm({
  schedule,
  label,
  submit,
  busy,
  onPick,
}: {
  schedule: Schedule;
  label: string;
  submit: string;
  busy: boolean;
  onPick: (at: Date) => void;
}) {
  const { billing: t, clock } = useTexts();
  const state = useQuery({ queryKey: stateKeys.all, queryFn: getState });
  const [typed, setTyped] = useState(schedule.at === null ? "" : toBox(schedule.at));
  const [tried, setTried] = useState(false);
  const time = fromBox(typed);
  const past = time !== null && Date.parse(time) < (state.data?.now.getTime() ?? 0);
  const problem = time === null ? clock.setProblem : past ? t.past : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (time !== null && !past) onPick(new Date(time));
  };
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-3">
      <Field label={label} problem={tried ? problem : undefined}>
        {(control) => (
          <input
            {...control}
            type="datetime-local"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className={`${controlClass} max-w-64`}
            data-slot="schedule-time"
          />
        )}
      </Field>
      <div>
        <Button type="submit" tone="primary" disabled={busy} data-slot="schedule-set-time">
          {submit}
        </Button>
      </div>
    </form>
  );
}

function RevokeDialog({
  open,
  onClose,
  onYes,
}: {
  open: boolean;
  onClose: () => void;
  onYes: () => void;
}) {
  const { billing: t, app } = useTexts();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.revokeTitle}
      closeLabel={app.close}
      data-slot="revoke-dialog"
      footer={
        <>
          <Button onClick={onClose}>{app.close}</Button>
          <Button tone="danger" onClick={onYes} data-slot="revoke-confirm">
            {t.revoke}
          </Button>
        </>
      }
    >
      <p className="text-sm leading-relaxed">{t.revokeText}</p>
    </Dialog>
  );
}
