import { Badge, Button, formatMoney, KstTime } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/client.ts";
import { type Payment, paymentKeys } from "../api/payments.ts";
import {
  cancelReceipt,
  getReceipt,
  issueReceipt,
  type Receipt,
  type ReceiptOrder,
  receiptKeys,
} from "../api/receipts.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { PersonFields } from "./person-fields.tsx";

const cashLike: readonly string[] = ["trans", "vbank"];

/** 현금영수증 of a payment in money: issue it, take it back. */
export function ReceiptBox({ payment }: { payment: Payment }) {
  const { receipt: t } = useTexts();
  const applies = cashLike.includes(payment.payMethod) && payment.paidAt !== null;
  const receipt = useQuery({
    queryKey: receiptKeys.one(payment.impUid),
    queryFn: () => readOrNone(payment.impUid),
    enabled: applies,
  });
  const queries = useQueryClient();
  const onSuccess = async () => {
    await queries.invalidateQueries({ queryKey: receiptKeys.all });
    await queries.invalidateQueries({ queryKey: paymentKeys.all });
  };
  const issue = useMutation({
    mutationFn: (order: ReceiptOrder) => issueReceipt(payment.impUid, order),
    onSuccess,
  });
  const cancel = useMutation({ mutationFn: cancelReceipt, onSuccess });
  if (!applies || receipt.data === undefined) return null;
  const stands = receipt.data !== null && receipt.data.state === "issued";
  return (
    <section data-slot="receipt-box" className="border-t border-line pt-4">
      <h3 className="mb-2 text-sm font-semibold">{t.one}</h3>
      {receipt.data !== null && <Slip receipt={receipt.data} />}
      {stands && receipt.data !== null ? (
        <Button
          disabled={cancel.isPending}
          onClick={() => receipt.data !== null && cancel.mutate(receipt.data)}
          data-slot="receipt-take-back"
        >
          {t.cancel}
        </Button>
      ) : (
        <IssueForm busy={issue.isPending} onIssue={(order) => issue.mutate(order)} />
      )}
      {issue.error !== null && <ProblemNotice error={issue.error} />}
      {cancel.error !== null && <ProblemNotice error={cancel.error} />}
    </section>
  );
}

/** The receipt, or null where none was ever issued. */
async function readOrNone(impUid: string): Promise<Receipt | null> {
  try {
    return await getReceipt(impUid);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

function Slip({ receipt: r }: { receipt: Receipt }) {
  const { t: texts, language } = useLanguage();
  const t = texts.receipt;
  return (
    <p className="mb-3 flex flex-wrap items-center gap-2 text-sm">
      <Badge tone={r.state === "issued" ? "good" : "neutral"} data-slot="receipt-box-state">
        {t.states[r.state]}
      </Badge>
      <span className="tabular-nums">{formatMoney(r.amount, language)}</span>
      <span className="font-mono text-xs">{r.identifier}</span>
      <KstTime at={r.cancelledAt ?? r.appliedAt} className="text-xs text-ink-faint" />
    </p>
  );
}

function IssueForm({ busy, onIssue }: { busy: boolean; onIssue: (order: ReceiptOrder) => void }) {
  const { receipt: t } = useTexts();
  const [order, setOrder] = useState<ReceiptOrder>({ identifier: "", type: "person" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onIssue(order);
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <PersonFields value={order} onChange={setOrder} />
      <div>
        <Button type="submit" disabled={busy} data-slot="receipt-issue">
          {t.issue}
        </Button>
      </div>
    </form>
  );
}
