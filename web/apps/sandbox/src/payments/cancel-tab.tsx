import { type Column, formatMoney, KstTime, minus, Notice, Table } from "@naru/ui";
import { useState } from "react";
import type { Cancellation, Payment } from "../api/payments.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { CancelForm } from "./cancel-form.tsx";

/** 결제취소: the form while something can be given back, and what was. */
export function CancelTab({ payment }: { payment: Payment }) {
  const { cancelling: t } = useTexts();
  const [done, setDone] = useState(false);
  return (
    <div className="flex flex-col gap-5">
      {done && (
        <Notice tone="good" role="status" data-slot="cancel-succeeded">
          {t.succeeded}
        </Notice>
      )}
      <CancelPart payment={payment} onDone={() => setDone(true)} />
      <section>
        <h3 className="mb-2 text-sm font-semibold">{t.history}</h3>
        {payment.cancellations.length === 0 ? (
          <p className="text-sm text-ink-soft">{t.noHistory}</p>
        ) : (
          <History rows={payment.cancellations} />
        )}
      </section>
    </div>
  );
}

function CancelPart({ payment, onDone }: { payment: Payment; onDone: () => void }) {
  const { cancelling: t } = useTexts();
  const left = minus(payment.amount, payment.cancelAmount);
  if (payment.status === "ready") return <Notice>{t.notYetReady}</Notice>;
  if (payment.status === "failed") return <Notice>{t.notYetFailed}</Notice>;
  if (left.minor === 0) {
    return <Notice data-slot="cancel-complete">{t.done}</Notice>;
  }
  // A new balance makes a new form: what was typed for the old one is void.
  return <CancelForm key={left.minor} payment={payment} available={left} onDone={onDone} />;
}

function History({ rows }: { rows: Cancellation[] }) {
  const { t: texts, language } = useLanguage();
  const t = texts.cancelling;
  const columns: Column<Cancellation>[] = [
    { key: "at", head: t.at, cell: (row) => <KstTime at={row.at} className="text-xs" /> },
    { key: "reason", head: t.reason, cell: (row) => row.reason },
    {
      key: "amount",
      head: texts.detail.cancelled,
      align: "right",
      cell: (row) => (
        <span className="whitespace-nowrap" data-slot="cancellation-amount">
          {formatMoney(row.amount, language)}
        </span>
      ),
    },
  ];
  return (
    <Table
      caption={t.historyCaption}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      empty={t.noHistory}
    />
  );
}
