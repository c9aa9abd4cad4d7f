import { type Column, Empty, formatMoney, KstTime, RowButton, Table } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { billingKeys, listSchedules, outcomes, type Schedule } from "../api/billing.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { Faded } from "../list/faded.tsx";
import { useListQuery, useOpened } from "../list/list-query.ts";
import { Pager } from "../list/pager.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { StateTabs } from "../list/state-tabs.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { ScheduleDrawer } from "./schedule-drawer.tsx";

/** 결제예약: what waits, and how each that was tried ended. */
export function ScheduleList() {
  const { billing: t } = useTexts();
  const { code } = useMerchant();
  const [query, change] = useListQuery(outcomes);
  const [opened, open] = useOpened();
  const list = useQuery({
    queryKey: billingKeys.schedules(code, query),
    queryFn: () => listSchedules(code, query),
    placeholderData: (before) => before,
  });
  const columns = useColumns(open);
  return (
    <>
      <div className="mb-4 flex flex-col gap-3">
        <SearchBox value={query.q} hint={t.scheduleSearch} onSearch={(q) => change({ q })} />
        <StateTabs
          legend={t.state}
          states={["all", ...outcomes]}
          value={query.state}
          words={t.outcomes}
          counts={list.data?.counts ?? null}
          onChange={(state) => change({ state })}
        />
      </div>
      <Faded query={list}>
        {(page) => (
          <>
            <Table
              caption={t.schedules}
              columns={columns}
              rows={page.rows}
              rowKey={(row) => `${row.store} ${row.merchantUid}`}
              selected={opened}
              empty={
                query.q === "" && query.state === "all" ? (
                  <Empty title={t.noSchedules} next={t.noSchedulesNext} />
                ) : (
                  <Empty title={t.noneFound} next={t.noneFoundNext} />
                )
              }
            />
            <Pager total={page.total} page={query.page} onPage={(to) => change({ page: to })} />
          </>
        )}
      </Faded>
      <ScheduleDrawer opened={opened} onClose={() => open(null)} />
    </>
  );
}

function useColumns(open: (key: string) => void): Column<Schedule>[] {
  const { t: texts, language } = useLanguage();
  const t = texts.billing;
  return [
    { key: "outcome", head: t.state, cell: (row) => <OutcomeBadge outcome={row.outcome} /> },
    {
      key: "name",
      head: texts.payment.orderName,
      cell: (row) => (
        <div className="min-w-32">
          <RowButton onOpen={() => open(`${row.store} ${row.merchantUid}`)} slot="schedule-link">
            {row.name === "" ? row.merchantUid : row.name}
          </RowButton>
          <p className="mt-0.5 text-xs text-ink-faint lg:hidden">
            <KstTime at={row.at} />
          </p>
        </div>
      ),
    },
    {
      key: "amount",
      head: texts.payment.amount,
      align: "right",
      cell: (row) => (
        <span className="font-medium whitespace-nowrap">{formatMoney(row.amount, language)}</span>
      ),
    },
    {
      key: "uid",
      head: t.uids,
      wide: true,
      cell: (row) => (
        <div className="font-mono text-xs leading-relaxed">
          <p className="max-w-56 truncate" title={row.merchantUid}>
            {row.merchantUid}
          </p>
          <p className="max-w-56 truncate text-ink-faint" title={row.customerUid}>
            {row.customerUid}
          </p>
        </div>
      ),
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      // Above the button that covers the row, so that its title can be seen.
      cell: (row) => <KstTime at={row.at} className="relative text-xs" />,
    },
  ];
}
