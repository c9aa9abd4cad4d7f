import { Card, Empty } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { useLog } from "../api/log.ts";
import { getState, stateKeys } from "../api/state.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { EntryLine } from "../record/entry-item.tsx";

const WINDOW_MS = 10 * 60_000;
const MOST = 30;

/** What happened in the last minutes, as it happens; the sandbox's clock counts. */
export function Recent() {
  const texts = useTexts();
  const t = texts.home;
  const { code } = useMerchant();
  const log = useLog(code);
  const now = useSandboxNow();
  return (
    <Card
      title={t.recent}
      data-slot="home-recent"
      actions={
        <Link
          href="/record"
          className="text-sm font-medium text-accent underline underline-offset-4"
        >
          {t.allRecords}
        </Link>
      }
    >
      <Load query={log}>
        {({ entries }) => {
          const recent = entries.filter(({ at }) => now - at.getTime() <= WINDOW_MS).slice(0, MOST);
          if (recent.length === 0) return <Empty title={t.quiet} next={t.quietNext} />;
          return (
            <ol className="divide-y divide-line">
              {recent.map((entry) => (
                <li key={entry.seq} data-slot="recent-entry" data-kind={entry.kind}>
                  <Link
                    href={`/record?seq=${entry.seq}`}
                    className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-1 py-2 text-sm hover:bg-raised"
                  >
                    <EntryLine entry={entry} t={texts} />
                  </Link>
                </li>
              ))}
            </ol>
          );
        }}
      </Load>
    </Card>
  );
}

/** The sandbox's time, carried on by this browser between two looks at it. */
function useSandboxNow(): number {
  const state = useQuery({ queryKey: stateKeys.all, queryFn: getState });
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 15_000);
    return () => clearInterval(timer);
  }, []);
  if (state.data === undefined) return Date.now();
  return state.data.now.getTime() + (Date.now() - state.dataUpdatedAt);
}
