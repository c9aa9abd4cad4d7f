import { Badge, Card, KstTime, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Clock, clockKeys, getClock, type Move, moveClock } from "../api/clock.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { PageHead } from "../layout/page.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { NextDue } from "./next-due.tsx";
import { SetForm } from "./set-form.tsx";
import { Steps } from "./steps.tsx";

const TICK_MS = 1000;

/** 시계: the time of the whole sandbox, and every way to move it. */
export function ClockPage() {
  const { clock: t } = useTexts();
  const clock = useQuery({ queryKey: clockKeys.all, queryFn: getClock, refetchInterval: TICK_MS });
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Load query={clock}>{(now) => <Face clock={now} />}</Load>
    </>
  );
}

function Face({ clock }: { clock: Clock }) {
  const { clock: t } = useTexts();
  const queries = useQueryClient();
  const move = useMutation({
    mutationFn: moveClock,
    onSettled: () => queries.invalidateQueries(),
  });
  const turn = (to: Move) => move.mutate(to);
  return (
    <div className="flex flex-col gap-4">
      <Card
        title={t.now}
        data-slot="clock-now"
        actions={
          <span data-slot="clock-mode">
            <Badge tone={clock.running ? "good" : "warn"}>
              {clock.running ? t.running : t.standing}
            </Badge>
          </span>
        }
      >
        <p className="text-2xl font-semibold">
          <KstTime at={clock.now} />
        </p>
        <p className="mt-1 text-sm text-ink-soft">
          {clock.running ? t.runningText : t.standingText}
        </p>
        <Steps disabled={move.isPending} onMove={turn} />
        {move.isPending && (
          <p role="status" className="appear-late mt-3 text-sm text-ink-soft">
            {t.moving}
          </p>
        )}
        {move.isSuccess && (
          <div className="mt-3">
            <Notice tone="good" role="status" data-slot="clock-done">
              {move.data === 0 ? t.didNothing : t.did(String(move.data))}
            </Notice>
          </div>
        )}
        {move.error !== null && (
          <div className="mt-3">
            <ProblemNotice error={move.error} />
          </div>
        )}
      </Card>
      <NextDue
        due={clock.nextDue}
        disabled={move.isPending}
        onMove={() => turn({ advance_to_next_due: true })}
      />
      <SetForm now={clock.now} disabled={move.isPending} onSet={(set) => turn({ set })} />
    </div>
  );
}
