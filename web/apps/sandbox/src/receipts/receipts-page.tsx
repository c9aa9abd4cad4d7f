import { Badge, Button, type Column, Empty, formatMoney, KstTime, Table } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import {
  cancelReceipt,
  listReceipts,
  type Receipt,
  receiptKeys,
  receiptStates,
} from "../api/receipts.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { PageHead } from "../layout/page.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { Faded } from "../list/faded.tsx";
import { useListQuery } from "../list/list-query.ts";
import { Pager } from "../list/pager.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { StateTabs } from "../list/state-tabs.tsx";
import { ExternalDrawer } from "./external-drawer.tsx";

/** 현금영수증 관리: those of payments, and of money that the shop took itself. */
export function ReceiptsPage() {
  const { receipt: t } = useTexts();
  const { code } = useMerchant();
  const [query, change] = useListQuery(receiptStates);
  const [adding, setAdding] = useState(false);
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: receiptKeys.page(code, query),
    queryFn: () => listReceipts(code, query),
    placeholderData: (before) => before,
  });
  const cancel = useMutation({
    mutationFn: cancelReceipt,
    onSuccess: () => queries.invalidateQueries({ queryKey: receiptKeys.all }),
  });
  const columns = useColumns((one) => cancel.mutate(one), cancel.isPending);
  const filtered = query.q !== "" || query.state !== "all";
  return (
    <>
      <PageHead
        title={t.title}
        lead={t.lead}
        actions={
          <Button onClick={() => setAdding(true)} data-slot="receipt-external">
            <Plus aria-hidden className="size-4" />
            {t.external}
          </Button>
        }
      />
      <div className="mb-4 flex flex-col gap-3">
        <SearchBox value={query.q} hint={t.search} onSearch={(q) => change({ q })} />
        <StateTabs
          legend={t.state}
          states={["all", ...receiptStates]}
          value={query.state}
          words={t.states}
          counts={list.data?.counts ?? null}
          onChange={(state) => change({ state })}
        />
        {cancel.error !== null && <ProblemNotice error={cancel.error} />}
      </div>
      <Faded query={list}>
        {(page) => (
          <>
            <Table
              caption={t.title}
              columns={columns}
              rows={page.rows}
              rowKey={(row) => `${row.store} ${row.impUid || row.merchantUid}`}
              empty={
                filtered ? (
                  <Empty title={t.noneFound} next={t.noneFoundNext} />
                ) : (
                  <Empty title={t.empty} next={t.emptyNext} />
                )
              }
            />
            <Pager total={page.total} page={query.page} onPage={(to) => change({ page: to })} />
          </>
        )}
      </Faded>
      {adding && <ExternalDrawer onClose={() => setAdding(false)} />}
    </>
  );
}

function useColumns(cancel: (receipt: Receipt) => void, busy: boolean): Column<Receipt>[] {
  const { t: texts, language } = useLanguage();
  const t = texts.receipt;
  return [
    {
      key: "state",
      head: t.state,
      cell: (row) => (
        <Badge tone={row.state === "issued" ? "good" : "neutral"} data-slot="receipt-state">
          {t.states[row.state]}
        </Badge>
      ),
    },
    {
      key: "name",
      head: texts.payment.orderName,
      cell: (row) => (
        <div className="min-w-28">
          <p className="font-medium">{row.name}</p>
          {row.impUid === "" ? (
            <p className="text-xs text-ink-faint">{t.kinds.external}</p>
          ) : (
            <Link
              href={`/payments/${row.impUid}`}
              className="font-mono text-xs text-accent underline underline-offset-4"
              data-slot="receipt-payment"
            >
              {row.impUid}
            </Link>
          )}
        </div>
      ),
    },
    {
      key: "amount",
      head: t.amount,
      align: "right",
      cell: (row) => (
        <span className="font-medium whitespace-nowrap">{formatMoney(row.amount, language)}</span>
      ),
    },
    {
      key: "who",
      head: t.identifier,
      wide: true,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <p className="font-mono">{row.identifier}</p>
          <p className="text-ink-faint">{typeWord(t.types, row.type)}</p>
        </div>
      ),
    },
    {
      key: "number",
      head: t.applyNum,
      wide: true,
      cell: (row) => <span className="font-mono text-xs">{row.applyNum}</span>,
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <KstTime at={row.appliedAt} />
          {row.cancelledAt !== null && (
            <p className="text-ink-faint">
              {t.states.cancelled} <KstTime at={row.cancelledAt} />
            </p>
          )}
        </div>
      ),
    },
    {
      key: "do",
      head: <span className="sr-only">{t.actions}</span>,
      align: "right",
      cell: (row) =>
        row.state === "issued" && (
          <Button
            size="small"
            disabled={busy}
            aria-label={`${row.merchantUid} ${t.cancel}`}
            onClick={() => cancel(row)}
            data-slot="receipt-cancel"
          >
            {t.cancel}
          </Button>
        ),
    },
  ];
}

function typeWord(words: Readonly<Record<string, string>>, type: string): string {
  return words[type] ?? type;
}
