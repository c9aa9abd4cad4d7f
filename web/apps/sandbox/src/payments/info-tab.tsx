import { FactList, formatMoney, KstTime, minus } from "@naru/ui";
import { Link } from "wouter";
import type { Payment } from "../api/payments.ts";
import { methodName } from "../format/method.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Texts } from "../i18n/texts.ts";
import { Id } from "../layout/id.tsx";
import { Raw } from "../layout/raw.tsx";
import { ReceiptBox } from "../receipts/receipt-box.tsx";
import { EscrowBox } from "./escrow-box.tsx";

/** 상세정보: everything that is known, in groups; what is empty is left out. */
export function InfoTab({ payment: p }: { payment: Payment }) {
  const { t: texts, language } = useLanguage();
  const t = texts.detail;
  return (
    <div className="flex flex-col gap-5">
      {p.failReason !== "" && (
        <FactList title={t.failReason} rows={[[t.failReason, p.failReason, "fail-reason"]]} />
      )}
      <FactList
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
          [texts.tier.one, p.tier, "tier"],
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
      <FactList
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
      <FactList
        title={texts.billing.regular}
        rows={[
          [
            texts.billing.customerUid,
            p.customerUid !== "" && (
              <Link
                href={`/billing/keys?q=${encodeURIComponent(p.customerUid)}`}
                className="font-mono text-accent underline underline-offset-4"
              >
                {p.customerUid}
              </Link>
            ),
            "customer-uid",
          ],
          [
            texts.billing.usage,
            p.customerUidUsage !== "" && usageWord(texts, p.customerUidUsage),
            "customer-uid-usage",
          ],
        ]}
      />
      <FactList
        title={t.buyer}
        rows={[
          [t.buyerName, p.buyerName, "buyer-name"],
          [t.buyerTel, p.buyerTel, "buyer-tel"],
          [t.buyerEmail, p.buyerEmail, "buyer-email"],
          [t.buyerAddr, p.buyerAddr, "buyer-addr"],
          [t.buyerPostcode, p.buyerPostcode, "buyer-postcode"],
        ]}
      />
      <FactList
        title={t.times}
        rows={[
          [t.startedAt, p.startedAt !== null && <KstTime at={p.startedAt} />, "started-at"],
          [t.paidAt, p.paidAt !== null && <KstTime at={p.paidAt} />, "paid-at"],
          [t.failedAt, p.failedAt !== null && <KstTime at={p.failedAt} />, "failed-at"],
          [t.cancelledAt, p.cancelledAt !== null && <KstTime at={p.cancelledAt} />, "cancelled-at"],
        ]}
      />
      <ReceiptBox payment={p} />
      <EscrowBox payment={p} />
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

/** What a stored card was used for; an unknown word is shown as it came. */
function usageWord(t: Texts, usage: string): string {
  const words: Readonly<Record<string, string>> = t.billing.usages;
  return words[usage] ?? usage;
}
