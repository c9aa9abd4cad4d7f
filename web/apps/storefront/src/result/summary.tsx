import { formatWon } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import { Panel } from "../layout/page.tsx";
import { lineTitle, type Order } from "../order/order.ts";
import { Fact, Facts, When } from "./facts.tsx";

export function Summary({ order }: { order: Order }) {
  const { t, language } = useTexts();
  const { buyer } = order;
  return (
    <Panel>
      <Facts>
        <Fact label={t.result.orderRef} data-slot="order-ref">
          <span className="font-mono">{order.ref}</span>
        </Fact>
        <Fact label={t.result.orderedAt}>
          <When at={order.createdAt} />
        </Fact>
        <Fact label={t.result.goods} data-slot="goods">
          {lineTitle(order.line)}
        </Fact>
        <Fact label={t.result.amount} data-slot="amount">
          <strong className="tabular-nums">{formatWon(order.line.total, language)}</strong>
        </Fact>
        <Fact label={t.result.method}>{t.methods[order.method].name}</Fact>
        <Fact label={t.result.receiver}>
          {buyer.name}, ({buyer.postcode}) {buyer.addr}
        </Fact>
      </Facts>
    </Panel>
  );
}
