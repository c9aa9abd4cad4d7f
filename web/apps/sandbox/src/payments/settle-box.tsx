import { Button, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Payment, paymentKeys, settle } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** For an approval that 페이팔 has left pending: approve or decline it now. */
export function SettleBox({ payment }: { payment: Payment }) {
  const { detail: t } = useTexts();
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: (outcome: "approve" | "decline_limit") => settle(payment.impUid, outcome),
    onSuccess: () => queries.invalidateQueries({ queryKey: paymentKeys.all }),
  });
  if (payment.status !== "pending") {
    return decide.isSuccess ? (
      <Notice tone="good" role="status" data-slot="settle-done">
        {t.pendingDone}
      </Notice>
    ) : null;
  }
  return (
    <div className="rounded-md bg-warn-soft px-4 py-3" data-slot="settle-box">
      <p className="text-sm leading-relaxed text-warn">{t.pendingText}</p>
      <div className="mt-2 flex gap-2">
        <Button
          disabled={decide.isPending}
          onClick={() => decide.mutate("approve")}
          data-slot="settle-approve"
        >
          {t.pendingApprove}
        </Button>
        <Button
          disabled={decide.isPending}
          onClick={() => decide.mutate("decline_limit")}
          data-slot="settle-decline"
        >
          {t.pendingDecline}
        </Button>
      </div>
      {decide.error !== null && <ProblemNotice error={decide.error} />}
    </div>
  );
}
