import {
  Button,
  type Column,
  controlClass,
  Empty,
  FilterBar,
  KstTime,
  SelectFilter,
  Table,
} from "@naru/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AuditLine, auditKeys, listAudit } from "../api/audit.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { PageHead } from "../layout/page.tsx";
import { actionName, kindOf, kinds, matches } from "./filter.ts";

/** 감사 로그: who did what to what, and why, from the newest back. */
export function AuditPage() {
  const { t: texts, language } = useLanguage();
  const t = texts.audit;
  const [kind, setKind] = useState<(typeof kinds)[number] | "">("");
  const [word, setWord] = useState("");
  const columns = useColumns();
  const log = useInfiniteQuery({
    queryKey: auditKeys.all,
    queryFn: ({ pageParam }) => listAudit(pageParam),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <p className="mb-4 text-sm leading-relaxed text-ink-soft">
        {t.chained} <code className="font-mono text-xs">naru audit verify</code>
      </p>
      <FilterBar label={t.filters}>
        <SelectFilter
          label={t.kind}
          value={kind}
          all={t.all}
          options={kinds.map((value) => ({ value, label: t.kinds[value] }))}
          onChange={setKind}
          slot="audit-kind"
        />
        <input
          type="search"
          aria-label={t.word}
          placeholder={t.word}
          value={word}
          maxLength={100}
          onChange={(event) => setWord(event.target.value)}
          className={`${controlClass} sm:max-w-72`}
          data-slot="audit-word"
        />
      </FilterBar>
      <Load query={log}>
        {({ pages }) => {
          const lines = pages.flatMap(({ data }) => data);
          const found = lines.filter(
            (line) => (kind === "" || kindOf(line.action) === kind) && matches(line, word),
          );
          return (
            <>
              <Table
                caption={t.caption}
                columns={columns}
                rows={found}
                rowKey={(line) => String(line.n)}
                empty={<Empty title={t.none} next={t.noneNext} />}
              />
              <div className="mt-3 flex flex-wrap items-center gap-3 text-sm">
                <p
                  role="status"
                  className="flex-1 text-ink-soft tabular-nums"
                  data-slot="audit-seen"
                >
                  {t.seen(
                    lines.length.toLocaleString(language),
                    found.length.toLocaleString(language),
                  )}
                </p>
                {log.hasNextPage && (
                  <Button
                    size="small"
                    disabled={log.isFetchingNextPage}
                    onClick={() => void log.fetchNextPage()}
                    data-slot="audit-more"
                  >
                    {t.more}
                  </Button>
                )}
              </div>
            </>
          );
        }}
      </Load>
    </>
  );
}

function useColumns(): Column<AuditLine>[] {
  const { audit: t } = useTexts();
  return [
    {
      key: "what",
      head: t.what,
      cell: (line) => (
        <div className="min-w-44">
          <p className="font-medium" data-slot="audit-action">
            {actionName(t, line.action)}
          </p>
          <p className="mt-0.5 text-xs break-all text-ink-soft">
            {[line.subject, line.detail].filter((part) => part !== "").join(" · ")}
          </p>
        </div>
      ),
    },
    {
      key: "who",
      head: t.who,
      cell: (line) => (
        <div className="min-w-24">
          <p data-slot="audit-who">{line.actor_name ?? line.actor}</p>
          {line.actor_name !== null && (
            <p className="text-xs break-all text-ink-soft">{line.actor}</p>
          )}
        </div>
      ),
    },
    {
      key: "at",
      head: t.at,
      cell: (line) => <KstTime at={new Date(line.at)} />,
    },
    {
      key: "n",
      head: t.number,
      align: "right",
      wide: true,
      cell: (line) => (
        <span title={line.hash} className="text-ink-soft">
          {line.n}
        </span>
      ),
    },
  ];
}
