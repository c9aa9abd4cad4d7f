import { formatMoney, KstTime } from "@naru/ui";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Payment } from "../api/payments.ts";
import { methodName } from "../format/method.ts";
import { minus } from "../format/money.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Copy } from "../layout/code.tsx";
import { Raw } from "../layout/raw.tsx";

/** 상세정보: everything that is known, in groups; what is empty is left out. */
export function InfoTab({ payment: p }: { payment: Payment }) {
  const { t: texts, language } = useLanguage();
  const t = texts.detail;
  return (
    <div className="flex flex-col gap-5">
      {p.failReason !== "" && (
        <Group title={t.failReason} rows={[[t.failReason, p.failReason, "fail-reason"]]} />
      )}
      <Group
        title={t.order}
        rows={[
          [
            texts.payment.impUid,
            <Id key="i" name={texts.payment.impUid} text={p.impUid} />,
            "imp-uid",
          ],
          [
            texts.payment.merchantUid,
            <Id key="m" name={texts.payment.merchantUid} text={p.merchantUid} />,
            "merchant-uid",
          ],
          [texts.payment.orderName, p.name, "order-name"],
          [t.amount, formatMoney(p.amount, language), "amount"],
          [
            t.cancelled,
            p.cancelAmount.minor > 0 && formatMoney(p.cancelAmount, language),
            "cancelled",
          ],
          [
            t.remaining,
            p.cancelAmount.minor > 0 && formatMoney(minus(p.amount, p.cancelAmount), language),
            "remaining",
          ],
        ]}
      />
      <Group
        title={t.means}
        rows={[
          [texts.payment.method, methodName(texts, p.payMethod), "method"],
          [t.wallet, p.wallet !== "" && methodName(texts, p.wallet), "wallet"],
          [t.card, p.cardName, "card"],
          [t.cardNumber, p.cardNumber, "card-number"],
          [t.approval, p.applyNum, "approval"],
          [
            t.quota,
            p.cardName !== "" && (p.cardQuota === 0 ? t.quotaOnce : t.quotaMonths(p.cardQuota)),
            "quota",
          ],
          [t.bank, p.bankName, "bank"],
          [t.account, p.vbankNum !== "" && `${p.vbankName} ${p.vbankNum}`, "vbank"],
          [t.holder, p.vbankHolder, "vbank-holder"],
          [t.due, p.vbankDue !== null && <KstTime at={p.vbankDue} />, "vbank-due"],
          [t.pg, p.provider, "provider"],
          [t.mid, p.pgId, "mid"],
          [t.pgTid, p.pgTid, "pg-tid"],
          [t.channelKey, p.channelKey, "payment-channel-key"],
          [t.environment, p.channel.toUpperCase(), "device"],
          [t.sandbox, p.sandbox ? t.sandboxTest : t.sandboxLive, "mode"],
        ]}
      />
      <Group
        title={t.buyer}
        rows={[
          [t.buyerName, p.buyerName, "buyer-name"],
          [t.buyerTel, p.buyerTel, "buyer-tel"],
          [t.buyerEmail, p.buyerEmail, "buyer-email"],
          [t.buyerAddr, p.buyerAddr, "buyer-addr"],
          [t.buyerPostcode, p.buyerPostcode, "buyer-postcode"],
        ]}
      />
      <Group
        title={t.times}
        rows={[
          [t.startedAt, p.startedAt !== null && <KstTime at={p.startedAt} />, "started-at"],
          [t.paidAt, p.paidAt !== null && <KstTime at={p.paidAt} />, "paid-at"],
          [t.failedAt, p.failedAt !== null && <KstTime at={p.failedAt} />, "failed-at"],
          [t.cancelledAt, p.cancelledAt !== null && <KstTime at={p.cancelledAt} />, "cancelled-at"],
        ]}
      />
      {p.customData !== "" && <Raw label={t.customData} text={p.customData} />}
      <Link
        href={`/record?q=${encodeURIComponent(p.impUid)}`}
        data-slot="payment-records"
        className="text-sm font-medium text-accent underline underline-offset-4"
      >
        {texts.nav.record}
      </Link>
      <details>
        <summary className="text-sm text-ink-soft">{t.raw}</summary>
        <Raw label={t.raw} text={JSON.stringify(p.raw, null, 2)} data-slot="payment-raw" />
      </details>
    </div>
  );
}

type Row = readonly [label: string, value: ReactNode, slot: string];

function Group({ title, rows }: { title: string; rows: readonly Row[] }) {
  const known = rows.filter(([, value]) => value !== "" && value !== false);
  if (known.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      <dl className="divide-y divide-line text-sm">
        {known.map(([label, value, slot]) => (
          <div key={slot} className="grid grid-cols-[8.5rem_1fr] gap-3 py-2">
            <dt className="text-ink-faint">{label}</dt>
            <dd data-slot={slot} className="min-w-0 break-words">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Id({ name, text }: { name: string; text: string }) {
  return (
    <span className="-my-1.5 flex items-center">
      <code className="min-w-0 font-mono break-all">{text}</code>
      <Copy text={text} name={name} />
    </span>
  );
}
