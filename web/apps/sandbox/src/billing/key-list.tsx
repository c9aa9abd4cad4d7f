import { Badge, Button, type Column, Dialog, Empty, KstTime, Table } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import {
  type BillingKey,
  billingKeys,
  deleteBillingKey,
  keyStates,
  listBillingKeys,
} from "../api/billing.ts";
import { useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { Faded } from "../list/faded.tsx";
import { useListQuery } from "../list/list-query.ts";
import { Pager } from "../list/pager.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { StateTabs } from "../list/state-tabs.tsx";

/** 빌링키: the stored cards, those that were deleted among them. */
export function KeyList() {
  const { billing: t } = useTexts();
  const { code } = useMerchant();
  const [query, change] = useListQuery(keyStates);
  const [leaving, setLeaving] = useState<BillingKey | null>(null);
  const list = useQuery({
    queryKey: billingKeys.keys(code, query),
    queryFn: () => listBillingKeys(code, query),
    placeholderData: (before) => before,
  });
  const columns = useColumns(setLeaving);
  return (
    <>
      <div className="mb-4 flex flex-col gap-3">
        <SearchBox value={query.q} hint={t.keySearch} onSearch={(q) => change({ q })} />
        <StateTabs
          legend={t.state}
          states={["all", ...keyStates]}
          value={query.state}
          words={t.keyStates}
          counts={list.data?.counts ?? null}
          onChange={(state) => change({ state })}
        />
      </div>
      <Faded query={list}>
        {(page) => (
          <>
            <Table
              caption={t.keys}
              columns={columns}
              rows={page.rows}
              rowKey={(row) => `${row.store} ${row.customerUid} ${row.deletedAt?.getTime() ?? ""}`}
              empty={
                query.q === "" && query.state === "all" ? (
                  <Empty title={t.noKeys} next={t.noKeysNext} />
                ) : (
                  <Empty title={t.noneFound} next={t.noneFoundNext} />
                )
              }
            />
            <Pager total={page.total} page={query.page} onPage={(to) => change({ page: to })} />
          </>
        )}
      </Faded>
      <DeleteDialog billingKey={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}

function useColumns(remove: (key: BillingKey) => void): Column<BillingKey>[] {
  const { billing: t, payment } = useTexts();
  return [
    {
      key: "uid",
      head: t.customerUid,
      cell: (row) => (
        <div className="min-w-36">
          <p className="max-w-60 font-mono text-xs font-medium break-all" data-slot="key-uid">
            {row.customerUid}
          </p>
          <p className="mt-0.5 text-xs text-ink-faint">
            {[row.customer, row.tel].filter((part) => part !== "").join(" · ")}
          </p>
        </div>
      ),
    },
    {
      key: "state",
      head: t.state,
      cell: (row) => (
        <div className="flex flex-wrap gap-1">
          <Badge tone={row.deletedAt === null ? "good" : "neutral"}>
            {t.keyStates[row.deletedAt === null ? "usable" : "deleted"]}
          </Badge>
          {row.declines !== "" && <Badge tone="warn">{t.declines}</Badge>}
        </div>
      ),
    },
    {
      key: "card",
      head: t.card,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <p>{row.cardName}</p>
          <p className="font-mono whitespace-nowrap text-ink-faint">{row.cardNumber}</p>
        </div>
      ),
    },
    {
      key: "channel",
      head: payment.provider,
      wide: true,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <p className="font-mono">
            {row.provider}.{row.pgId}
          </p>
        </div>
      ),
    },
    {
      key: "times",
      head: t.issuedAt,
      wide: true,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <KstTime at={row.issuedAt} />
          {row.deletedAt !== null && (
            <p className="text-ink-faint">
              {t.deletedAt} <KstTime at={row.deletedAt} />
            </p>
          )}
        </div>
      ),
    },
    {
      key: "do",
      head: <span className="sr-only">{t.actions}</span>,
      align: "right",
      cell: (row) => (
        <span className="inline-flex items-center gap-1">
          <Link
            href={`/payments?in=customer_uid&q=${encodeURIComponent(row.customerUid)}`}
            className="text-xs font-medium whitespace-nowrap text-accent underline underline-offset-4"
            data-slot="key-payments"
          >
            {t.payments}
          </Link>
          {row.deletedAt === null && (
            <Button
              tone="quiet"
              size="small"
              aria-label={`${row.customerUid} ${t.remove}`}
              onClick={() => remove(row)}
              data-slot="key-remove"
            >
              <Trash2 aria-hidden className="size-4" />
            </Button>
          )}
        </span>
      ),
    },
  ];
}

/** The question before a card is forgotten. */
function DeleteDialog({
  billingKey,
  onClose,
}: {
  billingKey: BillingKey | null;
  onClose: () => void;
}) {
  const { billing: t, app } = useTexts();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (key: BillingKey) => deleteBillingKey(key.store, key.customerUid),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: billingKeys.all });
      onClose();
    },
  });
  return (
    <Dialog
      open={billingKey !== null}
      onClose={onClose}
      title={t.removeTitle}
      closeLabel={app.close}
      data-slot="key-dialog"
      footer={
        <>
          <Button onClick={onClose}>{app.close}</Button>
          <Button
            tone="danger"
            disabled={remove.isPending}
            onClick={() => billingKey !== null && remove.mutate(billingKey)}
            data-slot="key-remove-confirm"
          >
            {t.remove}
          </Button>
        </>
      }
    >
      <p className="text-sm leading-relaxed">{t.removeText(billingKey?.customerUid ?? "")}</p>
      {remove.error !== null && <ProblemNotice error={remove.error} />}
    </Dialog>
  );
}
