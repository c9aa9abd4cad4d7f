import { Dialog, Empty, formatMoney, Tabs } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { ApiError } from "../api/client.ts";
import { getPayment, type Payment, paymentKeys } from "../api/payments.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { CancelTab } from "./cancel-tab.tsx";
import { DepositBox } from "./deposit-box.tsx";
import { InfoTab } from "./info-tab.tsx";
import { NaverTab } from "./naver-tab.tsx";
import { SettleBox } from "./settle-box.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { StoreBox } from "./store-box.tsx";
import { WebhookTab } from "./webhook-tab.tsx";

/** One payment beside the list; the open tab is part of the address. */
export function PaymentDrawer({ impUid, onClose }: { impUid: string | null; onClose: () => void }) {
  const { detail: t, app } = useTexts();
  return (
    <Dialog
      open={impUid !== null}
      onClose={onClose}
      title={t.title}
      closeLabel={app.close}
      place="side"
      data-slot="payment-drawer"
    >
      {impUid !== null && <Detail key={impUid} impUid={impUid} />}
    </Dialog>
  );
}

function Detail({ impUid }: { impUid: string }) {
  const { detail: t } = useTexts();
  const merchant = useMerchant();
  const payment = useQuery({
    queryKey: paymentKeys.one(impUid),
    queryFn: () => getPayment(impUid),
  });
  const missing = payment.error instanceof ApiError && payment.error.status === 404;
  const foreign = payment.data !== undefined && payment.data.merchant !== merchant.code;
  if (missing || foreign) return <Empty title={t.missing} next={t.missingNext} />;
  return <Load query={payment}>{(found) => <Parts payment={found} />}</Load>;
}

const everyPart = ["info", "cancel", "webhook", "naver"] as const;

/** The tabs of a payment: 주문 상태 only where 네이버페이 has orders. */
function partsOf(payment: Payment): readonly (typeof everyPart)[number][] {
  return payment.provider === "naverco" ? everyPart : everyPart.slice(0, 3);
}

function Parts({ payment }: { payment: Payment }) {
  const { t: texts, language } = useLanguage();
  const t = texts.detail;
  const [search, setSearch] = useSearchParams();
  const parts = partsOf(payment);
  const tab = parts.find((part) => part === search.get("tab")) ?? "info";
  const panels = {
    info: <InfoTab payment={payment} />,
    cancel: <CancelTab payment={payment} />,
    webhook: <WebhookTab payment={payment} />,
    naver: <NaverTab payment={payment} />,
  };
  const labels = { info: t.info, cancel: t.cancel, webhook: t.webhook, naver: texts.panel.naver };
  const choose = (next: (typeof everyPart)[number]) =>
    setSearch(
      (now) => {
        const params = new URLSearchParams(now);
        if (next === "info") params.delete("tab");
        else params.set("tab", next);
        return params;
      },
      { replace: true },
    );
  return (
    <div className="flex flex-col gap-4">
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <StatusBadge of={payment} />
          <p className="min-w-0 flex-1 text-sm break-words">{payment.name}</p>
        </div>
        <p className="mt-1 text-2xl font-semibold tabular-nums" data-slot="detail-amount">
          {formatMoney(payment.amount, language)}
        </p>
      </div>
      <DepositBox payment={payment} />
      <SettleBox payment={payment} />
      <StoreBox payment={payment} />
      <Tabs
        label={t.tabs}
        value={tab}
        onChange={choose}
        tabs={parts.map((value) => ({ value, label: labels[value], panel: panels[value] }))}
      />
    </div>
  );
}
