import { Button } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { payAtStore } from "../api/panels.ts";
import { type Payment, paymentKeys } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** 편의점 결제: the buyer goes to the till. */
export function StoreBox({ payment }: { payment: Payment }) {
  const { panel: t } = useTexts();
  const queries = useQueryClient();
  const pay = useMutation({
    mutationFn: () => payAtStore(payment.impUid),
    onSuccess: () => queries.invalidateQueries({ queryKey: paymentKeys.all }),
  });
  if (payment.payMethod !== "cvs" || payment.status !== "ready") return null;
  return (
    <div className="rounded-md bg-warn-soft px-4 py-3" data-slot="store-box">
      <p className="text-sm leading-relaxed text-warn">{t.storeText}</p>
      <Button
        className="mt-2"
        disabled={pay.isPending}
        onClick={() => pay.mutate()}
        data-slot="store-pay"
      >
        {t.storePay}
      </Button>
      {pay.error !== null && <ProblemNotice error={pay.error} />}
    </div>
  );
}
