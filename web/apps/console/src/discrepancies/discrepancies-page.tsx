import { type Column, Empty, KstTime, MoneyText, StateBadge, StateTabs, Table } from "@naru/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useLocation, useSearch, useSearchParams } from "wouter";
import {
  type Discrepancy,
  discrepancyKeys,
  listDiscrepancies,
  type Standing,
  standings,
} from "../api/discrepancies.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";
import { CursorPager, useCursor } from "../list/cursor-pager.tsx";
import { Faded } from "../list/faded.tsx";
import { RowLink } from "../list/row-link.tsx";
import { DiscrepancyDrawer } from "./discrepancy-drawer.tsx";
import { stake } from "./stake.ts";

/** 불일치: money that is not as it was ordered, and what somebody decides about it. */
export function DiscrepanciesPage({ id }: { id: string | null }) {
  const { t: texts, language } = useLanguage();
  const t = texts.discrepancies;
  const [standing, setStanding] = useStanding();
  const { cursor } = useCursor();
  const [, go] = useLocation();
  const search = useSearch();
  const columns = useColumns();
  const list = useQuery({
    queryKey: discrepancyKeys.page(standing, cursor),
    queryFn: () => listDiscrepancies(standing, cursor),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <div className="mb-4">
        <StateTabs
          legend={t.standing}
          states={standings}
          value={standing}
          words={t.standings}
          counts={null}
          language={language}
          onChange={setStanding}
        />
      </div>
      <Faded query={list}>
        {({ data, next_cursor }) => (
          <>
            <Table
              caption={t.caption}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              selected={id}
              empty={<Nothing standing={standing} />}
            />
            <CursorPager next={next_cursor} label={t.pages} />
          </>
        )}
      </Faded>
      <DiscrepancyDrawer
        id={id}
        onClose={() => go(`/discrepancies${search === "" ? "" : `?${search}`}`)}
      />
    </>
  );
}

function Nothing({ standing }: { standing: Standing }) {
  const { discrepancies: t } = useTexts();
  return standing === "open" ? (
    <Empty title={t.none} next={t.noneNext} />
  ) : (
    <Empty title={t.noneClosed} next={t.noneClosedNext} />
  );
}

/** Which of them are shown, kept in the address; a change begins at the first page. */
function useStanding(): [Standing, (standing: Standing) => void] {
  const [search, setSearch] = useSearchParams();
  const set = (standing: Standing) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      next.delete("cursor");
      if (standing === "open") next.delete("state");
      else next.set("state", standing);
      return next;
    });
  return [standings.find((known) => known === search.get("state")) ?? "open", set];
}

function useColumns(): Column<Discrepancy>[] {
  const { t: texts, language } = useLanguage();
  const t = texts.discrepancies;
  const search = useSearch();
  return [
    {
      key: "what",
      head: t.what,
      cell: (row) => (
        <div className="min-w-44">
          <RowLink
            href={`/discrepancies/${row.id}${search === "" ? "" : `?${search}`}`}
            slot="discrepancy-link"
          >
            {language === "ko" ? row.message_ko : row.message_en}
          </RowLink>
          <p className="mt-0.5 text-xs text-ink-soft">
            {t.kinds[row.kind]}
            {row.evidence.ordered !== null && ` · ${row.evidence.ordered.merchant_uid}`}
          </p>
        </div>
      ),
    },
    {
      key: "stake",
      head: t.stake,
      align: "right",
      cell: (row) => <MoneyText of={stake(row)} language={language} data-slot="stake" />,
    },
    {
      key: "state",
      head: t.state,
      cell: (row) => <DiscrepancyBadge of={row} />,
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      cell: (row) => <KstTime at={new Date(row.created_at)} />,
    },
  ];
}

/** Where it stands, and how it was decided. */
export function DiscrepancyBadge({ of }: { of: Discrepancy }) {
  const { discrepancies: t } = useTexts();
  const decided = of.state === "closed" && of.decision !== null ? of.decision.decision : of.state;
  return (
    <StateBadge
      state={decided}
      words={{ ...t.states, ...t.decisions }}
      tones={{ open: "bad", giving_back: "warn", closed: "neutral" }}
      slot="discrepancy"
    />
  );
}
