import { formatMoney } from "@naru/ui";
import type { Payment } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { stays } from "./refund-state.ts";

/** What there is, what goes, and what stays afterwards. */
export function RefundPreview({ payment, amount }: { payment: Payment; amount: number }) {
  const { t: texts, language } = useLanguage();
  const t = texts.refund;
  const money = (minor: number) => formatMoney({ minor, currency: payment.currency }, language);
  const rows = [
    [t.paid, money(payment.captured), "preview-paid"],
    [t.refundedBefore, money(-payment.refunded), "preview-before"],
    [t.refundedNow, money(-amount), "preview-now"],
  ] as const;
  return (
    <dl className="rounded-md bg-raised px-3 py-2 text-sm" data-slot="refund-preview">
      {rows.map(([label, value, slot]) => (
        <div key={slot} className="flex justify-between gap-3 py-0.5">
          <dt className="text-ink-soft">{label}</dt>
          <dd className="tabular-nums" data-slot={slot}>
            {value}
          </dd>
        </div>
      ))}
      <div className="mt-1 flex justify-between gap-3 border-t border-line pt-1.5 font-semibold">
        <dt>{t.stays}</dt>
        <dd className="tabular-nums" data-slot="preview-stays">
          {money(stays(payment, amount))}
        </dd>
      </div>
    </dl>
  );
}
