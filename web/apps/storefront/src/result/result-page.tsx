import { Button, buttonClass, Notice } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Link, useSearch } from "wouter";
import { orderKeys } from "../api/queries.ts";
import { fetchOrder } from "../api/shop.ts";
import { emptyCartOf, forgetOrder } from "../checkout/draft.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Page } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import type { Order, OrderKey } from "../order/order.ts";
import { rememberOrder } from "../orders/kept-orders.ts";
import { CancelOrder } from "./cancel-order.tsx";
import { OutcomePanel } from "./outcome-panel.tsx";
import { waitingFor } from "./poll.ts";
import { RejectedBeside } from "./rejected.tsx";
import { keyOfSearch } from "./result-path.ts";
import { PayInstead, Retry } from "./retry.tsx";
import { Summary } from "./summary.tsx";
import { Watch } from "./watch.tsx";

/** An order's own page: what the server decided, reached by number and key. */
export function ResultPage() {
  const { t } = useTexts();
  const search = useSearch();
  const key = useMemo(() => keyOfSearch(search), [search]);
  if (key === null) {
    return (
      <Page title={t.result.title} data-slot="result">
        <Notice tone="warn">{t.result.missing}</Notice>
        <p>
          <Link href="/lookup" className={buttonClass("primary")}>
            {t.lookup.title}
          </Link>
        </p>
      </Page>
    );
  }
  return <OrderOf key={`${key.ref} ${key.key}`} orderKey={key} />;
}

function OrderOf({ orderKey }: { orderKey: OrderKey }) {
  const { t } = useTexts();
  const [late, setLate] = useState(false);
  const query = useQuery({
    queryKey: orderKeys.one(orderKey),
    queryFn: ({ signal }) => fetchOrder(orderKey, signal),
  });
  const { refetch, data: order } = query;
  const look = useCallback(() => refetch({ cancelRefetch: false }), [refetch]);
  const onLate = useCallback(() => setLate(true), []);
  const wait = order === undefined ? null : waitingFor(order);
  useForgetting(order);
  useRemembering(orderKey, order !== undefined);

  return (
    <Page title={t.result.title} data-slot="result">
      {query.isPending && <Waiting />}
      {query.isError && <Trouble error={query.error} onRetry={() => void refetch()} />}
      {wait !== null && <Watch key={wait} wait={wait} look={look} onLate={onLate} />}
      {order !== undefined && (
        <>
          {order.stale && (
            <Notice tone="warn" role="status" data-slot="stale">
              {t.result.stale}
            </Notice>
          )}
          <OutcomePanel order={order} late={late} />
          <RejectedBeside rejections={order.rejected} />
          {wait !== null && (
            <Button data-slot="look-again" onClick={() => void look()}>
              {t.result.again}
            </Button>
          )}
          {canRetry(order, late) && (
            <Retry orderKey={orderKey} order={order} first={order.method} />
          )}
          {order.outcome.kind === "awaiting" && <PayInstead orderKey={orderKey} order={order} />}
          <Summary order={order} />
          {order.short && (
            <Notice tone="warn" role="status" data-slot="short">
              {t.result.short}
            </Notice>
          )}
          {order.cancellable > 0 && (
            <>
              <p className="-mb-2 text-sm text-ink-soft">{t.result.cancel.until}</p>
              <CancelOrder orderKey={orderKey} order={order} />
            </>
          )}
          {order.stage === "preparing" && (
            <p className="text-sm text-ink-soft" data-slot="no-cancel">
              {t.result.cancel.tooLate}
            </p>
          )}
          <Link href="/" className={buttonClass("plain")}>
            {t.result.keepShopping}
          </Link>
        </>
      )}
    </Page>
  );
}

/** An order that was opened here is among the browser's own from now on. */
function useRemembering(key: OrderKey, there: boolean): void {
  useEffect(() => {
    if (there) rememberOrder(key);
  }, [key, there]);
}

/** Once an order is paid or over, the form it came from makes a new one. */
function useForgetting(order: Order | undefined): void {
  const ref = order?.ref;
  const kind = order?.outcome.kind ?? "";
  useEffect(() => {
    if (ref === undefined) return;
    if (paidKinds.has(kind)) forgetOrder(ref);
    else if (kind === "awaiting") emptyCartOf(ref);
  }, [kind, ref]);
}

const paidKinds = new Set<string>(["paid", "refunded", "partly_refunded"]);

/** While a payment may still be on its way, paying again is not offered at once. */
function canRetry({ outcome }: Order, late: boolean): boolean {
  if (outcome.kind === "open") return outcome.said !== null || late;
  return outcome.kind !== "awaiting" && !paidKinds.has(outcome.kind);
}
