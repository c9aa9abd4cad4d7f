import { Button, Choices, DayRange, Dialog, Notice, ProgressBar } from "@naru/ui";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import {
  type ExportFormat,
  type ExportKind,
  type ExportProgress,
  exportFormats,
  exportKinds,
  fetchExport,
} from "../api/exports.ts";
import { lastDays, monthOf } from "../format/kst-day.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { saveFile } from "./save-file.ts";

/** Opens the choice of files; the days are those of the list, else this month. */
export function ExportButton({ from, to }: { from: string; to: string }) {
  const { exporting: t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} data-slot="export">
        <Download aria-hidden className="size-4" />
        {t.open}
      </Button>
      {open && <ExportDialog from={from} to={to} onClose={() => setOpen(false)} />}
    </>
  );
}

type State =
  | { at: "choosing" }
  | { at: "running"; progress: ExportProgress }
  | { at: "done"; name: string }
  | { at: "failed"; error: unknown };

function ExportDialog({ from, to, onClose }: { from: string; to: string; onClose: () => void }) {
  const { t: texts, language } = useLanguage();
  const t = texts.exporting;
  const [kind, setKind] = useState<ExportKind>("payments");
  const [format, setFormat] = useState<ExportFormat>("xlsx");
  const [days, setDays] = useState(() => {
    const month = monthOf(new Date(), 0);
    return { from: from === "" ? month.from : from, to: to === "" ? month.to : to };
  });
  const { state, start, stop } = useExport();
  const wrong = days.from === "" || days.to === "" || days.from > days.to;
  const running = state.at === "running";
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.title}
      closeLabel={texts.app.close}
      data-slot="export-dialog"
      footer={
        running ? (
          <Button onClick={stop} data-slot="export-stop">
            {t.stop}
          </Button>
        ) : (
          <Button
            tone="primary"
            disabled={wrong}
            onClick={() => void start({ kind, format, ...days, lang: language })}
            data-slot="export-start"
          >
            <Download aria-hidden className="size-4" />
            {t.start}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <Choices
          legend={t.kind}
          name="export-kind"
          value={kind}
          options={exportKinds.map((value) => ({
            value,
            label: t.kinds[value],
            note: t.kindNotes[value],
          }))}
          onChange={setKind}
          layout="stack"
          data-slot="export-kind"
        />
        <Choices
          legend={t.format}
          name="export-format"
          value={format}
          options={exportFormats.map((value) => ({ value, label: t.formats[value] }))}
          onChange={setFormat}
          data-slot="export-format"
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-sm font-medium">{t.days}</legend>
          <DayRange
            from={days.from}
            to={days.to}
            words={{ from: texts.payments.from, to: texts.payments.to }}
            onChange={(part) => setDays({ ...days, ...part })}
            slot="export"
          />
          <span className="flex flex-wrap gap-1.5">
            {[
              { label: t.today, range: lastDays(new Date(), 1) },
              { label: t.thisMonth, range: monthOf(new Date(), 0) },
              { label: t.lastMonth, range: monthOf(new Date(), 1) },
            ].map(({ label, range }) => (
              <Button
                key={label}
                size="small"
                aria-pressed={range.from === days.from && range.to === days.to}
                onClick={() => setDays(range)}
              >
                {label}
              </Button>
            ))}
          </span>
          {wrong && <p className="text-xs text-bad">{t.daysProblem}</p>}
        </fieldset>
        {state.at === "running" && <Progress of={state.progress} />}
        {state.at === "done" && (
          <Notice tone="good" role="status" data-slot="export-done">
            {t.done(state.name)}
          </Notice>
        )}
        {state.at === "failed" && <ProblemNotice error={state.error} />}
      </div>
    </Dialog>
  );
}

function Progress({ of: { total, rows, bytes } }: { of: ExportProgress }) {
  const { t: texts, language } = useLanguage();
  const t = texts.exporting;
  const count = (n: number) => n.toLocaleString(language);
  const size = `${count(Math.ceil(bytes / 1024))} kB`;
  const text = total === null ? size : `${t.rowsOf(count(rows), count(total))} · ${size}`;
  return (
    <ProgressBar
      label={t.progress}
      done={rows}
      total={total}
      text={text}
      data-slot="export-progress"
    />
  );
}

function useExport() {
  const [state, setState] = useState<State>({ at: "choosing" });
  const running = useRef<AbortController | null>(null);
  // A dialog that is closed fetches nothing more.
  useEffect(() => () => running.current?.abort(), []);
  const start = async (order: Parameters<typeof fetchExport>[0]) => {
    const own = new AbortController();
    running.current = own;
    setState({ at: "running", progress: { total: null, rows: 0, bytes: 0 } });
    const name = `${order.kind}-${order.from}-${order.to}.${order.format}`;
    try {
      const tell = (progress: ExportProgress) => setState({ at: "running", progress });
      saveFile(await fetchExport(order, tell, own.signal), name);
      setState({ at: "done", name });
    } catch (error) {
      setState(own.signal.aborted ? { at: "choosing" } : { at: "failed", error });
    }
  };
  return { state, start, stop: () => running.current?.abort() };
}
