import { Card, Empty, FactList, formatMoney, KstTime } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { Link } from "wouter";
import { ApiError } from "../api/errors.ts";
import { getPayment, type PaymentDetail, paymentKeys } from "../api/payments.ts";
import { methodName } from "../format/method.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Copyable } from "../layout/copyable.tsx";
import { Load } from "../layout/load.tsx";
import { PageHead } from "../layout/page.tsx";
import { PaymentBadge } from "../payments/payment-badge.tsx";
import { BuyerCard } from "./buyer-card.tsx";
import { RefundCard } from "./refund-card.tsx";
import { isUnderWay } from "./refund-state.ts";
import { RefundsCard } from "./refunds-card.tsx";
import { SidesCard } from "./sides-card.tsx";
import { TellShop } from "./tell-shop.tsx";
import { TimelineCard } from "./timeline-card.tsx";

/** One payment: both sides, what happened, and what can be done. */
export function PaymentPage({ id }: { id: string }) {
  const { payment: t } = useTexts();
  const detail = useQuery({
    queryKey: paymentKeys.one(id),
    queryFn: () => getPayment(id),
    // The stream tells of changes; a refund under way is asked after all the same.
    refetchInterval: ({ state }) => (state.data?.refunds.some(isUnderWay) === true ? 3000 : false),
  });
  if (detail.error instanceof ApiError && detail.error.status === 404) {
    return (
      <Empty title={t.missing} next={t.missingNext} action={<Back />} data-slot="payment-missing" />
    );
  }
  return <Load query={detail}>{(found) => <Parts detail={found} />}</Load>;
}

function Back() {
  const { payment: t } = useTexts();
  return (
    <Link
      href="/payments"
      className="inline-flex items-center gap-1 text-sm font-medium text-accent underline underline-offset-4"
      data-slot="to-payments"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {t.back}
    </Link>
  );
}

function Parts({ detail }: { detail: PaymentDetail }) {
  const { payment } = detail;
  const { t, language } = useLanguage();
  return (
    <>
      <p className="mb-3">
        <Back />
      </p>
      <PageHead
        title={payment.name === "" ? payment.order_ref : payment.name}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <PaymentBadge state={payment.state} />
            <strong className="text-lg text-ink tabular-nums" data-slot="payment-amount">
              {formatMoney({ minor: payment.amount, currency: payment.currency }, language)}
            </strong>
            <KstTime at={new Date(payment.paid_at ?? payment.created_at)} className="text-xs" />
          </span>
        }
        actions={<TellShop id={payment.id} />}
      />
      {/* On a phone one column: both sides, then the desk, then the rest. */}
      <div className="flex flex-col gap-4 lg:grid lg:grid-cols-2 lg:items-start">
        <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
          <div className="max-lg:order-1">
            <SidesCard payment={payment} />
          </div>
          <div className="max-lg:order-3 empty:hidden">
            <RefundsCard detail={detail} />
          </div>
          <div className="max-lg:order-5">
            <Card title={t.payment.facts} data-slot="payment-facts">
              <Facts detail={detail} />
            </Card>
          </div>
          <div className="max-lg:order-6">
            <BuyerCard payment={payment} />
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
          <div className="max-lg:order-2">
            <RefundCard detail={detail} />
          </div>
          <div className="max-lg:order-4">
            <TimelineCard entries={detail.timeline} />
          </div>
        </div>
      </div>
    </>
  );
}

function Facts({ detail: { payment } }: { detail: PaymentDetail }) {
  const { t: texts, language } = useLanguage();
  const t = texts.payment;
  const account = payment.virtual_account;
  const money = (minor: number) => formatMoney({ minor, currency: payment.currency }, language);
  return (
    <FactList
      rows={[
        [t.orderRef, <Copyable key="ref" name={t.orderRef} text={payment.order_ref} />, "fact-ref"],
        [t.uid, <Copyable key="uid" name={t.uid} text={payment.merchant_uid} />, "fact-uid"],
        [
          t.impUid,
          payment.imp_uid !== null && <Copyable key="imp" name={t.impUid} text={payment.imp_uid} />,
          "fact-imp",
        ],
        [t.id, <Copyable key="id" name={t.id} text={payment.id} />, "fact-id"],
        [t.method, methodName(texts, payment.pay_method), "fact-method"],
        [t.pg, payment.pg, "fact-pg"],
        [
          t.card,
          payment.card !== null &&
            [
              payment.card.name,
              payment.card.number,
              payment.card.quota > 1 ? t.quota(String(payment.card.quota)) : t.atOnce,
            ]
              .filter((part) => part !== "")
              .join(" · "),
          "fact-card",
        ],
        [t.approval, payment.card?.approval ?? "", "fact-approval"],
        [
          t.account,
          account !== null && `${account.bank_name} ${account.number} ${account.holder}`,
          "fact-account",
        ],
        [
          t.due,
          account?.due_at != null && <KstTime key="due" at={new Date(account.due_at)} />,
          "fact-due",
        ],
        [t.taxFree, payment.tax_free > 0 && money(payment.tax_free), "fact-tax-free"],
        [t.failure, payment.failure?.message ?? "", "fact-failure"],
        [t.createdAt, <KstTime key="at" at={new Date(payment.created_at)} />, "fact-created"],
        [
          t.paidAt,
          payment.paid_at !== null && <KstTime key="paid" at={new Date(payment.paid_at)} />,
          "fact-paid",
        ],
        [
          t.attempts,
          payment.attempts.length > 1 &&
            payment.attempts
              .map((one) => `${one.imp_uid} (${money(one.amount)}, ${one.status})`)
              .join(", "),
          "fact-attempts",
        ],
      ]}
    />
  );
}
