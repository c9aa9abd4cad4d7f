import { Button, formatWon } from "@naru/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orderKeys } from "../api/queries.ts";
import { payAgain } from "../api/shop.ts";
import { ShopError } from "../api/shop-error.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Panel } from "../layout/page.tsx";
import { Trouble } from "../layout/trouble.tsx";
import type { Order, OrderKey } from "../order/order.ts";
import { MethodChoice } from "../payment/method-choice.tsx";
import type { MethodName } from "../payment/methods.ts";
import { type Payable, usePay } from "../payment/use-pay.ts";
import { WindowHint } from "../payment/window-hint.tsx";

/** Paying an order whose account waits for its deposit in another way, on request. */
export function PayInstead({ orderKey, order }: { orderKey: OrderKey; order: Order }) {
  const { t } = useTexts();
  return (
    <details className="flex flex-col">
      <summary data-slot="pay-instead" className="py-2 text-sm text-accent underline">
        {t.result.retry.instead}
      </summary>
      <p className="my-3 text-sm leading-relaxed text-ink-soft">{t.result.retry.account}</p>
      <Retry orderKey={orderKey} order={order} first="card" />
    </details>
  );
}

/** Paying the same order again, by the same method or by another. */
export function Retry({
  orderKey,
  order,
  first,
}: {
  orderKey: OrderKey;
  order: Order;
  /** The method that is chosen at first. */
  first: MethodName;
}) {
  const { t, language } = useTexts();
  const client = useQueryClient();
  const [method, setMethod] = useState(first);
  const payment = usePay(async (): Promise<Payable> => {
    try {
      return { kind: "opened", opened: await payAgain(orderKey, method, language) };
    } catch (error) {
      if (!(error instanceof ShopError) || error.code !== "order_already_paid") throw error;
      await client.invalidateQueries({ queryKey: orderKeys.one(orderKey) });
      return { kind: "already_paid", key: orderKey };
    }
  });
  const total = formatWon(order.totals.total, language);
  return (
    <Panel title={t.result.retry.title}>
      <p className="text-sm leading-relaxed text-ink-soft">{t.result.retry.warn}</p>
      <details>
        <summary
          data-slot="other-method"
          className="inline-flex items-center gap-2 rounded-md py-1 text-sm text-accent underline"
        >
          {t.result.retry.other} ({t.methods[method].name})
        </summary>
        <div className="mt-3">
          <MethodChoice legend={t.order.method} value={method} onChange={setMethod} />
        </div>
      </details>
      {payment.isError && <Trouble error={payment.error} />}
      {payment.windowOf !== null && (
        <WindowHint orderKey={payment.windowOf} onAgain={payment.again} />
      )}
      <Button
        tone="primary"
        className="h-12 text-base"
        data-slot="pay-again"
        disabled={payment.isPending}
        onClick={() => payment.mutate()}
      >
        {payment.windowOf === null ? t.order.pay(total) : t.order.paying}
      </Button>
    </Panel>
  );
}
