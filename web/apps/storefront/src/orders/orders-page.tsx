import { Button, buttonClass, formatWon } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { orderKeys } from "../api/queries.ts";
import { fetchOrder } from "../api/shop.ts";
import { ShopError } from "../api/shop-error.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { LookupForm } from "../lookup/lookup-form.tsx";
import { lineTitle, type OrderKey } from "../order/order.ts";
import { Picture } from "../products/picture.tsx";
import { When } from "../result/facts.tsx";
import { resultPath } from "../result/result-path.ts";
import { forgetOrders, keptOrders } from "./kept-orders.ts";
import { StageBadge } from "./stage-badge.tsx";

const atOnce = 10;

/** A guest's orders: those of this browser, and any other by number and phone. */
export function OrdersPage() {
  const { t } = useTexts();
  const words = t.orders;
  const [orders, setOrders] = useState(keptOrders);
  const [shown, setShown] = useState(atOnce);
  return (
    <Page title={words.title} data-slot="orders">
      <section className="flex flex-col gap-3">
        <h2 className="text-base font-semibold">{words.here}</h2>
        {orders.length === 0 ? (
          <p className="text-ink-soft" data-slot="orders-empty">
            {words.empty}
          </p>
        ) : (
          <ul className="flex flex-col gap-2">
            {orders.slice(0, shown).map((key) => (
              <OneOrder key={key.ref} orderKey={key} />
            ))}
          </ul>
        )}
        {orders.length > shown && (
          <Button onClick={() => setShown(shown + atOnce)}>{words.more}</Button>
        )}
        {orders.length > 0 && (
          <Button
            tone="quiet"
            className="self-start"
            data-slot="orders-forget"
            onClick={() => {
              forgetOrders();
              setOrders([]);
            }}
          >
            {words.forget}
          </Button>
        )}
      </section>
      <section className="flex flex-col gap-3" data-slot="lookup">
        <h2 className="text-base font-semibold">{t.lookup.title}</h2>
        <p className="text-ink-soft">{t.lookup.text}</p>
        <Panel>
          <LookupForm />
        </Panel>
      </section>
      <p>
        <Link href="/" className={buttonClass("plain")}>
          {t.result.keepShopping}
        </Link>
      </p>
    </Page>
  );
}

function OneOrder({ orderKey }: { orderKey: OrderKey }) {
  const { t, language } = useTexts();
  const query = useQuery({
    queryKey: orderKeys.one(orderKey),
    queryFn: ({ signal }) => fetchOrder(orderKey, signal),
  });
  const order = query.data;
  if (order === undefined) {
    const lost = query.error instanceof ShopError && query.error.code === "order_not_found";
    return (
      <li className="rounded-xl border border-line bg-surface p-4 text-sm text-ink-soft">
        <span className="font-mono">{orderKey.ref}</span>
        {query.isPending && <Waiting />}
        {lost && <p>{t.orders.lost}</p>}
        {query.isError && !lost && (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        )}
      </li>
    );
  }
  const [first] = order.lines;
  const others = order.lines.length - 1;
  return (
    <li>
      <Link
        href={resultPath(orderKey)}
        data-slot="order-link"
        data-order={order.ref}
        className="flex items-center gap-3 rounded-xl border border-line bg-surface p-3 hover:bg-raised"
      >
        <Picture name={first?.picture ?? ""} className="w-16 shrink-0" />
        <span className="min-w-0 flex-1 text-sm">
          <span className="flex flex-wrap items-center gap-2">
            <StageBadge stage={order.stage} />
            <span className="font-mono text-xs text-ink-soft">{order.ref}</span>
          </span>
          <span className="mt-1 block">
            {first !== undefined && lineTitle(first, language)}
            {others > 0 && ` ${t.orders.others(String(others))}`}
          </span>
          <span className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-ink-soft">
            <When at={order.createdAt} />
            <strong className="tabular-nums">{formatWon(order.totals.total, language)}</strong>
          </span>
        </span>
      </Link>
    </li>
  );
}
