import { Button, controlClass, Dialog, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import {
  type Delivery,
  type DeliveryQuery,
  deliveryKeys,
  deliveryStates,
  listDeliveries,
  resendDeliveries,
} from "../api/deliveries.ts";
import { statuses } from "../api/payments.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { PageHead } from "../layout/page.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { Faded } from "../list/faded.tsx";
import { useListQuery, useOpened } from "../list/list-query.ts";
import { Pager } from "../list/pager.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { StateTabs } from "../list/state-tabs.tsx";
import { DeliveryItem } from "./delivery-item.tsx";
import { DeliveryTable } from "./delivery-table.tsx";

/** 결제알림 내역: every webhook, and sending some of them again. */
export function HooksPage() {
  const { t: texts, language } = useLanguage();
  const t = texts.hooks;
  const { code } = useMerchant();
  const [list, change] = useListQuery(deliveryStates);
  const [event, setEvent] = useEvent();
  const query: DeliveryQuery = { ...list, event };
  const [opened, open] = useOpened();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const queries = useQueryClient();
  const found = useQuery({
    queryKey: deliveryKeys.page(code, query),
    queryFn: () => listDeliveries(code, query),
    placeholderData: (before) => before,
  });
  const resend = useMutation({
    mutationFn: () => resendDeliveries([...picked]),
    onSuccess: async () => {
      setPicked(new Set());
      await queries.invalidateQueries({ queryKey: deliveryKeys.all });
    },
  });
  return (
    <>
      <PageHead title={t.title} lead={t.listLead} />
      <div className="mb-4 flex flex-col gap-3">
        <SearchBox value={query.q} hint={t.listSearch} onSearch={(q) => change({ q })} />
        <div className="flex flex-wrap items-center gap-3">
          <StateTabs
            legend={t.state}
            states={["all", ...deliveryStates]}
            value={query.state}
            words={t.states}
            counts={found.data?.counts ?? null}
            onChange={(state) => change({ state })}
          />
          <EventChoice value={event} onChange={setEvent} />
        </div>
        <div className="flex min-h-10 flex-wrap items-center gap-3">
          <Button
            disabled={picked.size === 0 || resend.isPending}
            onClick={() => resend.mutate()}
            data-slot="resend-picked"
          >
            {t.resendPicked(picked.size.toLocaleString(language))}
          </Button>
          {resend.isSuccess && picked.size === 0 && (
            <Notice tone="good" role="status" data-slot="resent-count">
              {t.resentCount(resend.data.toLocaleString(language))}
            </Notice>
          )}
          {resend.error !== null && <ProblemNotice error={resend.error} />}
        </div>
      </div>
      <Faded query={found}>
        {(page) => (
          <>
            <DeliveryTable
              rows={page.rows}
              filtered={query.q !== "" || query.state !== "all" || query.event !== "all"}
              picked={picked}
              onPick={setPicked}
              onOpen={open}
            />
            <Pager total={page.total} page={query.page} onPage={(to) => change({ page: to })} />
            <OpenedDelivery
              delivery={page.rows.find(({ id }) => id === opened) ?? null}
              onClose={() => open(null)}
            />
          </>
        )}
      </Faded>
    </>
  );
}

/** The status that is told, kept in the address. */
function useEvent(): [DeliveryQuery["event"], (event: DeliveryQuery["event"]) => void] {
  const [search, setSearch] = useSearchParams();
  const set = (event: DeliveryQuery["event"]) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      next.delete("page");
      if (event === "all") next.delete("event");
      else next.set("event", event);
      return next;
    });
  return [statuses.find((known) => known === search.get("event")) ?? "all", set];
}

function EventChoice({
  value,
  onChange,
}: {
  value: DeliveryQuery["event"];
  onChange: (event: DeliveryQuery["event"]) => void;
}) {
  const { hooks: t, payment } = useTexts();
  return (
    <select
      aria-label={t.event}
      value={value}
      onChange={(event) => onChange(event.target.value as DeliveryQuery["event"])}
      className={`${controlClass} sm:max-w-44`}
      data-slot="hook-event"
    >
      {(["all", ...statuses] as const).map((status) => (
        <option key={status} value={status}>
          {status === "all" ? `${t.event}: ${payment.statuses.all}` : payment.statuses[status]}
        </option>
      ))}
    </select>
  );
}

function OpenedDelivery({ delivery, onClose }: { delivery: Delivery | null; onClose: () => void }) {
  const { hooks: t, app, record } = useTexts();
  return (
    <Dialog
      open={delivery !== null}
      onClose={onClose}
      title={t.detail}
      closeLabel={app.close}
      place="side"
      data-slot="hook-drawer"
    >
      {delivery !== null && (
        <div className="flex flex-col gap-4">
          <DeliveryItem delivery={delivery} />
          <Link
            href={`/payments/${delivery.impUid}?tab=webhook`}
            className="text-sm font-medium text-accent underline underline-offset-4"
            data-slot="hook-payment"
          >
            {record.toPayment}
          </Link>
        </div>
      )}
    </Dialog>
  );
}
