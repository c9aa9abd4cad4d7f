import { formatWon } from "@naru/ui";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/texts.tsx";
import type { Totals } from "../order/order.ts";

/** Goods, shipping, discount and what is paid. */
export function TotalsList({ totals, label }: { totals: Totals; label?: string }) {
  const { t, language } = useTexts();
  const words = t.cart;
  return (
    <dl className="flex flex-col gap-2 text-sm" data-slot="totals">
      <Row label={words.goods} slot="goods-total">
        {formatWon(totals.goods, language)}
      </Row>
      <Row label={words.shipping} slot="shipping">
        {totals.shipping === 0 ? words.free : `+${formatWon(totals.shipping, language)}`}
      </Row>
      {totals.discount > 0 && (
        <Row label={`${words.discount} (${totals.coupon})`} slot="discount">
          −{formatWon(totals.discount, language)}
        </Row>
      )}
      <div className="mt-1 flex items-baseline justify-between gap-4 border-t border-line pt-3 text-base">
        <dt className="font-semibold">{label ?? words.pay}</dt>
        <dd className="text-lg font-bold tabular-nums" data-slot="total">
          {formatWon(totals.total, language)}
        </dd>
      </div>
    </dl>
  );
}

function Row({ label, slot, children }: { label: string; slot: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-ink-soft">{label}</dt>
      <dd className="tabular-nums" data-slot={slot}>
        {children}
      </dd>
    </div>
  );
}
