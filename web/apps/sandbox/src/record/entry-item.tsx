import { Badge, formatUTC } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { LogEntry } from "../api/log.ts";
import { getState, stateKeys } from "../api/state.ts";
import { clockKST } from "../format/time.ts";
import { useTexts } from "../i18n/language.tsx";
import { Copy } from "../layout/code.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { Raw } from "../layout/raw.tsx";
import { curlOf } from "./curl.ts";
import { groupOf, isBad, summary } from "./summary.ts";

/** One entry: a line that opens to the raw bytes. */
export function EntryItem({ entry, pinned }: { entry: LogEntry; pinned: boolean }) {
  const t = useTexts();
  const [open, setOpen] = useState(pinned);
  const here = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!pinned) return;
    setOpen(true);
    here.current?.scrollIntoView({ block: "nearest" });
  }, [pinned]);
  return (
    <li
      ref={here}
      data-slot="record-entry"
      data-kind={entry.kind}
      data-seq={entry.seq}
      className="border-b border-line last:border-b-0"
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-slot="record-toggle"
        className="flex w-full min-w-0 items-start gap-2 px-3 py-2.5 text-left text-sm -outline-offset-2 hover:bg-raised"
      >
        <ChevronRight
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 text-ink-faint transition-transform ${open ? "rotate-90" : ""}`}
        />
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3 gap-y-1">
          <EntryLine entry={entry} t={t} />
        </span>
      </button>
      {open && <EntryBody entry={entry} />}
    </li>
  );
}

/** When, what kind, what happened; also on 홈. */
export function EntryLine({ entry, t }: { entry: LogEntry; t: ReturnType<typeof useTexts> }) {
  return (
    <>
      <time
        dateTime={entry.at.toISOString()}
        title={formatUTC(entry.at)}
        className="font-mono text-xs text-ink-faint tabular-nums"
      >
        {clockKST(entry.at)}
      </time>
      <Badge tone={isBad(entry) ? "bad" : "neutral"}>{t.record.kinds[groupOf(entry)]}</Badge>
      <code className="font-mono text-xs text-ink-faint">{entry.kind}</code>
      <span className="min-w-0 basis-full text-ink sm:flex-1 sm:basis-56">{summary(entry, t)}</span>
    </>
  );
}

function EntryBody({ entry }: { entry: LogEntry }) {
  const { record: t } = useTexts();
  const merchant = useMerchant();
  const state = useQuery({ queryKey: stateKeys.all, queryFn: getState });
  const curl = curlOf(
    entry,
    { rest: state.data?.restUrl ?? "", control: `${window.location.origin}/sandbox` },
    merchant.code,
  );
  const { hint } = entry.data;
  return (
    <div className="flex flex-col gap-3 px-3 pb-4 sm:pl-9" data-slot="record-body">
      {typeof hint === "string" && hint !== "" && (
        <p className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn" data-slot="record-hint">
          <strong className="font-semibold">{t.hint}</strong> {hint}
        </p>
      )}
      {bodies(entry, t).map(({ label, text }) => (
        <Raw key={label} label={label} text={text} />
      ))}
      <div className="flex flex-wrap items-center gap-3 text-sm">
        {curl !== null && (
          <Copy text={curl} name="" label={t.curl} shape="word" data-slot="copy-curl" />
        )}
        {entry.impUid !== "" && (
          <Link href={`/payments/${entry.impUid}`} className={linkClass} data-slot="record-payment">
            {t.toPayment}
          </Link>
        )}
        <Link href={`/record?seq=${entry.seq}`} className={linkClass} data-slot="record-pin">
          {t.pin}
        </Link>
      </div>
    </div>
  );
}

const linkClass = "font-medium text-accent underline underline-offset-4";

/** The raw texts of an entry: both sides of a call, otherwise its data. */
function bodies(
  entry: LogEntry,
  t: { request: string; response: string; data: string },
): { label: string; text: string }[] {
  const { data } = entry;
  if (entry.kind === "rest.request") {
    return [
      { label: t.request, text: textOf(data.body) },
      { label: `${t.response} ${data.status ?? ""}`, text: textOf(data.answer) },
    ];
  }
  if (entry.kind === "webhook.sent") {
    return [
      { label: `${t.request} POST ${data.url}`, text: textOf(data.body) },
      { label: `${t.response} ${data.code}`, text: textOf(data.response) || textOf(data.problem) },
    ];
  }
  return [{ label: t.data, text: JSON.stringify(data, null, 2) }];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
