import { Lines } from "../cart/lines.tsx";
import { TotalsList } from "../cart/totals-list.tsx";
import { useTexts } from "../i18n/texts.tsx";
import { Panel } from "../layout/page.tsx";
import type { Order } from "../order/order.ts";
import { StageBadge } from "../orders/stage-badge.tsx";
import { Fact, Facts, When } from "./facts.tsx";

export function Summary({ order }: { order: Order }) {
  const { t } = useTexts();
  const { buyer } = order;
  return (
    <Panel>
      <Facts>
        <Fact label={t.result.stage}>
          <StageBadge stage={order.stage} />
        </Fact>
        <Fact label={t.result.orderRef} data-slot="order-ref">
          <span className="font-mono">{order.ref}</span>
        </Fact>
        <Fact label={t.result.orderedAt}>
          <When at={order.createdAt} />
        </Fact>
        <Fact label={t.result.method}>{t.methods[order.method].name}</Fact>
        <Fact label={t.result.receiver}>
          {buyer.name}, ({buyer.postcode}) {buyer.addr}
        </Fact>
      </Facts>
      <hr className="border-line" />
      <div data-slot="goods">
        <Lines lines={order.lines} />
      </div>
      <TotalsList
        totals={order.totals}
        {...(order.slip === null ? {} : { label: t.result.paidAmount })}
      />
    </Panel>
  );
}
