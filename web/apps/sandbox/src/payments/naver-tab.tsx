import { Badge, Button, controlClass, Empty, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { actAtNaver, getNaverOrders, type ProductOrder, panelKeys } from "../api/panels.ts";
import { type Payment, paymentKeys } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

// A review has more to it than a button.
const REVIEW = "review";

/** 주문 상태: the product orders of 네이버페이, and what happens there. */
export function NaverTab({ payment }: { payment: Payment }) {
  const { panel: t } = useTexts();
  const queries = useQueryClient();
  const orders = useQuery({
    queryKey: panelKeys.naver(payment.impUid),
    queryFn: () => getNaverOrders(payment.impUid),
  });
  const act = useMutation({
    mutationFn: ({ action, order }: { action: string; order: string }) =>
      actAtNaver(payment.impUid, action, order),
    onSuccess: () => queries.invalidateQueries({ queryKey: paymentKeys.all }),
  });
  return (
    <Load query={orders}>
      {({ orders: list, actions }) => (
        <div className="flex flex-col gap-4">
          <p className="text-sm leading-relaxed text-ink-soft">{t.naverLead}</p>
          {list.length === 0 ? (
            <Empty title={t.naverNone} next={t.naverNoneNext} />
          ) : (
            <ol className="flex flex-col gap-3">
              {list.map((order) => (
                <OrderItem
                  key={order.id}
                  order={order}
                  actions={actions.filter((action) => action !== REVIEW)}
                  busy={act.isPending}
                  onAct={(action) => act.mutate({ action, order: order.id })}
                />
              ))}
            </ol>
          )}
          {act.isSuccess && (
            <Notice tone="good" role="status" data-slot="naver-done">
              {t.naverDone}
            </Notice>
          )}
          {act.error !== null && <ProblemNotice error={act.error} />}
        </div>
      )}
    </Load>
  );
}

function OrderItem({
  order,
  actions,
  busy,
  onAct,
}: {
  order: ProductOrder;
  actions: string[];
  busy: boolean;
  onAct: (action: string) => void;
}) {
  const { panel: t } = useTexts();
  const [action, setAction] = useState(actions[0] ?? "");
  const words: Readonly<Record<string, string>> = t.naverActions;
  return (
    <li
      data-row={order.id}
      data-slot="product-order"
      className="flex flex-col gap-2 rounded-md border border-line p-3 text-sm"
    >
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="info" data-slot="product-order-status">
          {order.status}
        </Badge>
        {order.claim !== "" && <Badge tone="warn">{order.claim}</Badge>}
        <span className="font-medium">{order.name}</span>
        <span className="text-ink-faint">× {order.quantity}</span>
      </p>
      <p className="font-mono text-xs text-ink-faint">
        {order.id} {order.option}
      </p>
      <div className="flex flex-wrap gap-2">
        <select
          aria-label={t.naverAction}
          value={action}
          onChange={(event) => setAction(event.target.value)}
          className={`${controlClass} max-w-64`}
          data-slot="naver-action"
        >
          {actions.map((one) => (
            <option key={one} value={one}>
              {words[one] ?? one}
            </option>
          ))}
        </select>
        <Button disabled={busy || action === ""} onClick={() => onAct(action)} data-slot="naver-do">
          {t.naverDo}
        </Button>
      </div>
    </li>
  );
}
