import { Button, buttonClass, formatWon, Notice } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "wouter";
import { orderKeys } from "../api/queries.ts";
import { fetchOrder } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Page } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { lineTitle, type Order, type OrderKey } from "../order/order.ts";
import { Fact, Facts, When } from "../result/facts.tsx";
import { keyOfSearch, resultPath } from "../result/result-path.ts";

/** The receipt of an order that was paid, to print. */
export function ReceiptPage() {
  const { t } = useTexts();
  const key = keyOfSearch(useSearch());
  if (key === null) {
    return (
      <Page title={t.receipt.title} data-slot="receipt-page">
        <Notice tone="warn">{t.result.missing}</Notice>
      </Page>
    );
  }
  return <ReceiptOf orderKey={key} />;
}

function ReceiptOf({ orderKey }: { orderKey: OrderKey }) {
  const { t } = useTexts();
  const query = useQuery({
    queryKey: orderKeys.one(orderKey),
    queryFn: ({ signal }) => fetchOrder(orderKey, signal),
  });
  const slip = query.data?.slip ?? null;
  return (
    <Page title={t.receipt.title} data-slot="receipt-page">
      {query.isPending && <Waiting />}
      {query.isError && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && slip === null && <Notice tone="warn">{t.receipt.unpaid}</Notice>}
      {query.isSuccess && slip !== null && <Slip order={query.data} slip={slip} />}
      <p className="flex gap-2 print:hidden">
        <Link href={resultPath(orderKey)} className={buttonClass("plain")}>
          {t.receipt.back}
        </Link>
        {slip !== null && (
          <Button data-slot="print" onClick={() => print()}>
            {t.receipt.print}
          </Button>
        )}
      </p>
    </Page>
  );
}

function Slip({ order, slip }: { order: Order; slip: NonNullable<Order["slip"]> }) {
  const { t, language } = useTexts();
  const words = t.receipt;
  const card = [slip.card?.name, slip.card?.number].filter((part) => part).join(" ");
  return (
    <article className="flex flex-col gap-5 rounded-xl border border-line bg-surface p-4 sm:p-6">
      <p className="text-sm text-ink-soft">{words.practice}</p>
      <Facts>
        {t.footer.company.slice(0, 3).map(({ label, value }) => (
          <Fact key={label} label={label}>
            {value}
          </Fact>
        ))}
      </Facts>
      <hr className="border-line" />
      <Facts>
        <Fact label={t.result.orderRef}>
          <span className="font-mono">{order.ref}</span>
        </Fact>
        <Fact label={t.result.paid.at}>
          <When at={slip.at} />
        </Fact>
        <Fact label={t.result.method}>{t.methods[order.method].name}</Fact>
        {card !== "" && <Fact label={t.result.paid.card}>{card}</Fact>}
        {slip.card !== null && (
          <Fact label={words.instalments} data-slot="instalments">
            {slip.card.months === 0 ? words.lump : words.months(String(slip.card.months))}
          </Fact>
        )}
        {slip.card?.approval && (
          <Fact label={words.approval} data-slot="approval">
            <span className="font-mono">{slip.card.approval}</span>
          </Fact>
        )}
        <Fact label={words.number}>
          <span className="font-mono text-xs">{slip.impUid}</span>
        </Fact>
      </Facts>
      <hr className="border-line" />
      <ul className="flex flex-col gap-2 text-sm">
        {order.lines.map((line) => (
          <li key={`${line.productId} ${line.option}`} className="flex justify-between gap-4">
            <span>{lineTitle(line, language)}</span>
            <span className="tabular-nums">{formatWon(line.total, language)}</span>
          </li>
        ))}
      </ul>
      <Facts>
        <Fact label={t.cart.shipping} data-slot="receipt-shipping">
          {order.totals.shipping === 0 ? t.cart.free : formatWon(order.totals.shipping, language)}
        </Fact>
        {order.totals.discount > 0 && (
          <Fact label={t.cart.discount} data-slot="receipt-discount">
            −{formatWon(order.totals.discount, language)}
          </Fact>
        )}
      </Facts>
      <hr className="border-line" />
      <Facts>
        <Fact label={words.supply} data-slot="supply">
          {formatWon(order.tax.supply, language)}
        </Fact>
        <Fact label={words.vat} data-slot="vat">
          {formatWon(order.tax.vat, language)}
        </Fact>
        <Fact label={words.taxFree} data-slot="tax-free">
          {formatWon(order.tax.taxFree, language)}
        </Fact>
        <Fact label={words.total} data-slot="receipt-total">
          <strong className="text-base">{formatWon(slip.amount, language)}</strong>
        </Fact>
        {slip.refunded > 0 && (
          <Fact label={words.refunded} data-slot="receipt-refunded">
            <strong className="text-bad">−{formatWon(slip.refunded, language)}</strong>
          </Fact>
        )}
      </Facts>
    </article>
  );
}
