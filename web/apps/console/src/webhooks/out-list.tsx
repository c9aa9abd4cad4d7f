import {
  type Column,
  Empty,
  FilterBar,
  KstTime,
  RowButton,
  SelectFilter,
  StateBadge,
  Table,
} from "@naru/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { endpointKeys, listEndpoints, type WebhookEndpoint } from "../api/endpoints.ts";
import { type Event, listSent, type OutFilter, webhookKeys } from "../api/webhooks.ts";
import { useTexts } from "../i18n/language.tsx";
import { CursorPager, useCursor } from "../list/cursor-pager.tsx";
import { Faded } from "../list/faded.tsx";
import { useOpened } from "../list/opened.ts";
import { eventName } from "./event-name.ts";
import { SentDrawer } from "./sent-drawer.tsx";

/** What the shop was told, newest first, and where each stands on its way. */
export function OutList() {
  const { webhooks: t } = useTexts();
  const [filter, change] = useFilter();
  const { cursor } = useCursor();
  const [opened, open] = useOpened();
  const columns = useColumns(open);
  const endpoints = useQuery({ queryKey: endpointKeys.all, queryFn: listEndpoints });
  const list = useQuery({
    queryKey: webhookKeys.out(filter, cursor),
    queryFn: () => listSent(filter, cursor),
    placeholderData: keepPreviousData,
    // A delivery changes no payment, so nothing announces it: ask while one is on its way.
    refetchInterval: ({ state }) => (state.data?.data.some(underWay) ? ASK_AGAIN : false),
  });
  const known = endpoints.data?.data ?? [];
  return (
    <>
      <Filters filter={filter} endpoints={known} onChange={change} />
      <Faded query={list}>
        {({ data, next_cursor }) => (
          <>
            <Table
              caption={t.outCaption}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              selected={opened}
              empty={<Nothing filter={filter} />}
            />
            <CursorPager next={next_cursor} label={t.outPages} />
            <SentDrawer
              event={data.find(({ id }) => id === opened) ?? null}
              endpoints={known}
              onClose={() => open(null)}
            />
          </>
        )}
      </Faded>
    </>
  );
}

function Nothing({ filter }: { filter: OutFilter }) {
  const { webhooks: t } = useTexts();
  return filter.state === "dead" || filter.endpoint !== "" ? (
    <Empty title={t.outNoneFound} next={t.outNoneFoundNext} />
  ) : (
    <Empty title={t.outNone} next={t.outNoneNext} />
  );
}

/** What is looked at, kept in the address; a change begins at the first page. */
function useFilter(): [OutFilter, (part: Partial<OutFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (part: Partial<OutFilter>) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      next.delete("cursor");
      for (const [key, value] of Object.entries(part)) {
        if (value === "") next.delete(key);
        else next.set(key, value);
      }
      return next;
    });
  const state = search.get("state") === "dead" ? "dead" : "";
  return [{ endpoint: search.get("endpoint") ?? "", state }, change];
}

function Filters({
  filter,
  endpoints,
  onChange,
}: {
  filter: OutFilter;
  endpoints: readonly WebhookEndpoint[];
  onChange: (part: Partial<OutFilter>) => void;
}) {
  const { webhooks: t } = useTexts();
  return (
    <FilterBar label={t.filters}>
      <SelectFilter
        label={t.endpoint}
        value={filter.endpoint}
        all={t.all}
        options={endpoints.map(({ id, url }) => ({ value: id, label: url }))}
        onChange={(endpoint) => onChange({ endpoint })}
        slot="out-endpoint"
      />
      <SelectFilter
        label={t.state}
        value={filter.state}
        all={t.all}
        options={[{ value: "dead" as const, label: t.sentStates.dead }]}
        onChange={(state) => onChange({ state })}
        slot="out-state"
      />
    </FilterBar>
  );
}

function useColumns(open: (id: string) => void): Column<Event>[] {
  const { webhooks: t } = useTexts();
  return [
    {
      key: "event",
      head: t.event,
      cell: (row) => (
        <div className="min-w-44">
          <RowButton onOpen={() => open(row.id)} slot="sent-link">
            {eventName(t, row.type)}
          </RowButton>
          <p className="mt-0.5 text-xs break-all text-ink-soft">
            {row.payload?.data.order_ref ?? row.payment_id}
          </p>
        </div>
      ),
    },
    { key: "state", head: t.state, cell: (row) => <Standing of={row} /> },
    {
      key: "answer",
      head: t.lastAnswer,
      wide: true,
      cell: ({ deliveries }) =>
        deliveries.map(({ status, problem }) => status ?? problem ?? "–").join(", ") || "–",
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      cell: (row) => <KstTime at={new Date(row.created_at)} />,
    },
  ];
}

/** The worst that happened to it on its ways; nobody to tell is a state, too. */
function Standing({ of }: { of: Event }) {
  const worst =
    (["dead", "waiting", "delivered"] as const).find((state) =>
      of.deliveries.some((delivery) => delivery.state === state),
    ) ?? "unsent";
  return <SentBadge state={worst} />;
}

const ASK_AGAIN = 2_000;

function underWay({ deliveries }: Event): boolean {
  return deliveries.some(({ state }) => state === "waiting");
}

export function SentBadge({ state }: { state: "dead" | "waiting" | "delivered" | "unsent" }) {
  const { webhooks: t } = useTexts();
  return (
    <StateBadge
      state={state}
      words={t.sentStates}
      tones={{ dead: "bad", waiting: "warn", delivered: "good", unsent: "neutral" }}
      slot="sent"
    />
  );
}
