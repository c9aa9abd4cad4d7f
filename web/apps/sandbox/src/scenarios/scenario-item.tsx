import { Badge, Button, KstTime } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { Link } from "wouter";
import { type LogEntry, useLog } from "../api/log.ts";
import { changeScenario, removeScenario, type Scenario, scenarioKeys } from "../api/scenarios.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { left } from "./left.ts";
import { effectWord, sentence } from "./words.ts";

// What the switch 다음 웹훅 버리기 stands for.
const DROP = "scn_drop_webhooks";

/** One scenario: what it does and when, its switch, and what it did so far. */
export function ScenarioItem({ scenario: s, onEdit }: { scenario: Scenario; onEdit: () => void }) {
  const texts = useTexts();
  const t = texts.scenario;
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: scenarioKeys.all });
  const flip = useMutation({
    mutationFn: () => changeScenario(s.id, { ...s, off: !s.off }),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: () => removeScenario(s.id), onSuccess });
  const over = left(s) === 0;
  return (
    <li
      data-row={s.id}
      data-slot="scenario"
      className="rounded-xl border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium break-words" data-slot="scenario-name">
              {s.id === DROP ? t.drop : s.name}
            </span>
            <Badge tone={s.off || over ? "neutral" : "bad"} data-slot="scenario-state">
              {s.off ? t.off : over ? t.over : t.on}
            </Badge>
            {s.set !== "" && <Badge>{s.set}</Badge>}
          </p>
          <p className="mt-0.5 text-sm leading-relaxed text-ink-soft">
            <span className="font-medium text-ink">{effectWord(t, s.effect)}</span>{" "}
            {sentence(texts, s)}
          </p>
          <Counts scenario={s} />
        </div>
        <div className="flex items-center gap-1">
          <Button
            size="small"
            disabled={flip.isPending}
            onClick={() => flip.mutate()}
            aria-label={`${s.name} ${s.off ? t.switchOn : t.switchOff}`}
            data-slot="scenario-flip"
          >
            {s.off ? t.switchOn : t.switchOff}
          </Button>
          <Button
            tone="quiet"
            size="small"
            aria-label={`${s.name} ${t.edit}`}
            onClick={onEdit}
            data-slot="scenario-edit"
          >
            <Pencil aria-hidden className="size-4" />
          </Button>
          <Button
            tone="quiet"
            size="small"
            aria-label={`${s.name} ${t.remove}`}
            disabled={remove.isPending}
            onClick={() => remove.mutate()}
            data-slot="scenario-remove"
          >
            <Trash2 aria-hidden className="size-4" />
          </Button>
        </div>
      </div>
      {flip.error !== null && <ProblemNotice error={flip.error} />}
      {remove.error !== null && <ProblemNotice error={remove.error} />}
      {s.applied > 0 && <Deeds id={s.id} />}
    </li>
  );
}

function Counts({ scenario }: { scenario: Scenario }) {
  const { t: texts, language } = useLanguage();
  const t = texts.scenario;
  const rest = left(scenario);
  const number = (n: number) => n.toLocaleString(language);
  return (
    <p className="mt-1 text-xs text-ink-faint tabular-nums" data-slot="scenario-counts">
      {scenario.when.nth === undefined
        ? t.times(number(scenario.applied))
        : t.counts(number(scenario.seen), number(scenario.applied))}
      {" · "}
      {rest === null ? t.endless : t.left(number(rest))}
    </p>
  );
}

const shown = 5;

/** What it did, from the log: the newest first. */
function Deeds({ id }: { id: string }) {
  const { scenario: t } = useTexts();
  const { code } = useMerchant();
  const log = useLog(code);
  const entries = (log.data?.entries ?? []).filter(
    ({ kind, data }) => kind === "scenario.applied" && data.id === id,
  );
  if (entries.length === 0) return null;
  return (
    <details className="mt-2 text-sm" data-slot="scenario-deeds">
      <summary className="w-fit rounded text-ink-soft">{t.deeds}</summary>
      <ul className="mt-1 flex flex-col gap-1 pl-4">
        {entries.slice(0, shown).map((entry) => (
          <Deed key={entry.seq} entry={entry} />
        ))}
      </ul>
      <Link
        href={`/record?q=${encodeURIComponent(id)}`}
        className="mt-1 ml-4 inline-block font-medium text-accent underline underline-offset-4"
      >
        {t.allDeeds}
      </Link>
    </details>
  );
}

function Deed({ entry }: { entry: LogEntry }) {
  const uid = typeof entry.data.merchant_uid === "string" ? entry.data.merchant_uid : "";
  return (
    <li className="flex flex-wrap gap-x-2 text-xs">
      <KstTime at={entry.at} className="text-ink-faint" />
      <span className="font-mono">{uid}</span>
      {entry.impUid !== "" && (
        <Link
          href={`/payments/${entry.impUid}`}
          className="font-mono text-accent underline underline-offset-4"
        >
          {entry.impUid}
        </Link>
      )}
    </li>
  );
}
