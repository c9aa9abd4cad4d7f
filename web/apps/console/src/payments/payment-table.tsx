import { Button, type Column, Empty, formatMoney, KstTime, Table } from "@naru/ui";
import { Link } from "wouter";
import type { PaymentFilter, PaymentRow } from "../api/payments.ts";
import { methodName } from "../format/method.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { isFiltered } from "./filters.ts";
import { PaymentBadge } from "./payment-badge.tsx";

/** The list; each row is a link to its payment. */
export function PaymentTable({
  rows,
  filter,
  onClear,
}: {
  rows: readonly PaymentRow[];
  filter: PaymentFilter;
  onClear: () => void;
}) {
  const { payments: t } = useTexts();
  return (
    <Table
      caption={t.caption}
      columns={useColumns()}
      rows={rows}
      rowKey={(row) => row.id}
      empty={<NoPayments filter={filter} onClear={onClear} />}
    />
  );
}

function useColumns(): Column<PaymentRow>[] {
  const { t: texts, language } = useLanguage();
  const t = texts.payments;
  return [
    {
      key: "order",
      head: t.order,
      cell: (row) => (
        <div className="min-w-36">
          <Link
            href={`/payments/${row.id}`}
            data-slot="payment-link"
            className="font-medium text-ink underline decoration-edge underline-offset-4 after:absolute after:inset-0 hover:text-accent"
          >
            {row.name === "" ? row.order_ref : row.name}
          </Link>
          <p className="mt-0.5 font-mono text-xs break-all text-ink-faint">{row.order_ref}</p>
          <p className="mt-0.5 text-xs text-ink-faint lg:hidden">
            <KstTime at={new Date(row.created_at)} />
          </p>
        </div>
      ),
    },
    { key: "state", head: t.state, cell: (row) => <PaymentBadge state={row.state} /> },
    {
      key: "amount",
      head: t.amount,
      align: "right",
      cell: (row) => (
        <>
          <span className="font-medium whitespace-nowrap" data-slot="row-amount">
            {formatMoney({ minor: row.amount, currency: row.currency }, language)}
          </span>
          {row.refunded > 0 && (
            <span className="block text-xs whitespace-nowrap text-ink-soft">
              {t.refundedPart(
                formatMoney({ minor: row.refunded, currency: row.currency }, language),
              )}
            </span>
          )}
        </>
      ),
    },
    {
      key: "buyer",
      head: t.buyer,
      wide: true,
      cell: (row) => (
        <span className="whitespace-nowrap">
          {row.buyer?.name ?? ""}
          <span className="block text-xs text-ink-faint">{row.buyer?.tel ?? ""}</span>
        </span>
      ),
    },
    {
      key: "method",
      head: t.method,
      wide: true,
      cell: (row) => (
        <>
          {methodName(texts, row.pay_method)}
          <span className="block font-mono text-xs text-ink-faint">{row.pg}</span>
        </>
      ),
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      cell: (row) => <KstTime at={new Date(row.created_at)} className="text-xs" />,
    },
  ];
}

function NoPayments({ filter, onClear }: { filter: PaymentFilter; onClear: () => void }) {
  const { payments: t } = useTexts();
  if (!isFiltered(filter)) return <Empty title={t.none} next={t.noneNext} />;
  return (
    <Empty
      title={t.notFound}
      next={t.notFoundNext}
      action={
        <Button onClick={onClear} data-slot="payment-clear">
          {t.clear}
        </Button>
      }
    />
  );
}
