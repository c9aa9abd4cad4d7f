import {
  Badge,
  Button,
  buttonClass,
  type Column,
  Empty,
  formatMoney,
  KstTime,
  Table,
} from "@naru/ui";
import { Link } from "wouter";
import type { PaymentQuery, PaymentRow } from "../api/payments.ts";
import { methodName } from "../format/method.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { filterText, isFiltered, noFilter } from "./filters.ts";
import { StatusBadge } from "./status-badge.tsx";

/** The list; each row is a link to its payment, the filters stay in it. */
export function PaymentTable({
  rows,
  query,
  chosen,
  onClear,
}: {
  rows: PaymentRow[];
  query: PaymentQuery;
  chosen: string | null;
  onClear: (query: PaymentQuery) => void;
}) {
  const { payment: t } = useTexts();
  const columns = useColumns(query);
  return (
    <Table
      caption={t.caption}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.impUid}
      selected={chosen}
      empty={<NoPayments query={query} onClear={onClear} />}
    />
  );
}

function useColumns(query: PaymentQuery): Column<PaymentRow>[] {
  const { t: texts, language } = useLanguage();
  const t = texts.payment;
  const filters = filterText(query);
  return [
    { key: "status", head: t.status, cell: (row) => <StatusBadge of={row} /> },
    {
      key: "name",
      head: t.orderName,
      cell: (row) => (
        <div className="min-w-32">
          <Link
            href={`/payments/${row.impUid}${filters}`}
            data-slot="payment-link"
            className="font-medium text-ink underline decoration-edge underline-offset-4 after:absolute after:inset-0 hover:text-accent"
          >
            {row.name === "" ? row.impUid : row.name}
          </Link>
          <p className="mt-0.5 text-xs text-ink-faint sm:hidden">
            <KstTime at={row.startedAt} />
          </p>
        </div>
      ),
    },
    {
      key: "amount",
      head: t.amount,
      align: "right",
      cell: (row) => (
        <span className="font-medium whitespace-nowrap" data-slot="row-amount">
          {formatMoney(row.amount, language)}
        </span>
      ),
    },
    {
      key: "uid",
      head: t.uid,
      wide: true,
      cell: (row) => (
        <div className="font-mono text-xs leading-relaxed">
          <p>{row.impUid}</p>
          <p className="max-w-52 truncate text-ink-faint" title={row.merchantUid}>
            {row.merchantUid}
          </p>
        </div>
      ),
    },
    {
      key: "buyer",
      head: t.buyer,
      wide: true,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <p className="max-w-32 truncate">{row.buyerName}</p>
          <p className="whitespace-nowrap text-ink-faint">{row.buyerTel}</p>
        </div>
      ),
    },
    {
      key: "method",
      head: t.method,
      wide: true,
      cell: (row) => (
        <div className="text-xs leading-relaxed whitespace-nowrap">
          <p>{methodName(texts, row.payMethod)}</p>
          <p className="text-ink-faint">{row.provider}</p>
        </div>
      ),
    },
    {
      key: "kind",
      head: t.kind,
      wide: true,
      cell: (row) => (
        <Badge tone={row.sandbox ? "neutral" : "warn"}>
          {texts.paymentSearch.rowKinds[row.sandbox ? "test" : "live"][kindOf(row)]}
        </Badge>
      ),
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      // Above the link that covers the row, so that its title can be seen.
      cell: (row) => <KstTime at={row.startedAt} className="relative text-xs" />,
    },
  ];
}

/** 결제유형: what belongs to a stored card is regular. */
function kindOf(row: PaymentRow): "single" | "regular" {
  return row.customerUidUsage === "" ? "single" : "regular";
}

function NoPayments({
  query,
  onClear,
}: {
  query: PaymentQuery;
  onClear: (query: PaymentQuery) => void;
}) {
  const { payment: t } = useTexts();
  if (isFiltered(query) || query.page > 1) {
    return (
      <Empty
        title={t.emptyFiltered}
        next={t.emptyFilteredNext}
        action={<Button onClick={() => onClear(noFilter)}>{t.clear}</Button>}
      />
    );
  }
  return (
    <Empty
      title={t.empty}
      next={t.emptyNext}
      action={
        <Link href="/" className={buttonClass("primary")}>
          {t.emptyLink}
        </Link>
      }
    />
  );
}
