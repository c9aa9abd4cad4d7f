import { Button, formatMoney, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deposit, type Payment, paymentKeys } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** 테스트 입금웹훅통지: only for a virtual account that waits for its money. */
export function DepositBox({ payment }: { payment: Payment }) {
  const { t: texts, language } = useLanguage();
  const t = texts.detail;
  const queries = useQueryClient();
  const pay = useMutation({
    mutationFn: () => deposit(payment.impUid),
    onSuccess: () => queries.invalidateQueries({ queryKey: paymentKeys.all }),
  });
  const waiting =
    payment.payMethod === "vbank" && payment.status === "ready" && payment.vbankNum !== "";
  if (!waiting) {
    return pay.isSuccess ? (
      <Notice tone="good" role="status" data-slot="deposit-done">
        {t.deposited}
      </Notice>
    ) : null;
  }
  return (
    <div className="rounded-md bg-warn-soft px-4 py-3" data-slot="deposit-box">
      <p className="text-sm leading-relaxed text-warn">
        <span className="font-mono">
          {payment.vbankName} {payment.vbankNum}
        </span>
        <br />
        {t.depositText(formatMoney(payment.amount, language))}
      </p>
      <Button
        className="mt-2"
        disabled={pay.isPending}
        onClick={() => pay.mutate()}
        data-slot="deposit"
      >
        {pay.isPending ? t.depositing : t.deposit}
      </Button>
      {pay.error !== null && <ProblemNotice error={pay.error} />}
    </div>
  );
}
