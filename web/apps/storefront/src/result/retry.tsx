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
import { type Payable, usePay } from "../payment/use-pay.ts";

/** Paying the same order again, by the same method or by another. */
export function Retry({ orderKey, order }: { orderKey: OrderKey; order: Order }) {
  const { t, language } = useTexts();
  const client = useQueryClient();
  const [method, setMethod] = useState(order.method);
  const payment = usePay(async (): Promise<Payable> => {
    try {
      return { kind: "opened", opened: await payAgain(orderKey, method, language) };
    } catch (error) {
      if (!(error instanceof ShopError) || error.code !== "order_already_paid") throw error;
      await client.invalidateQueries({ queryKey: orderKeys.one(orderKey) });
      return { kind: "already_paid", key: orderKey };
    }
  });
  const total = formatWon(order.line.total, language);
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
