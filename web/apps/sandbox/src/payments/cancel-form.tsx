import { Button, Choices, controlClass, Field, formatMoney, type Money, readMoney } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { cancelPayment, type Payment, paymentKeys, type RefundAccount } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { CancelConfirm } from "./cancel-confirm.tsx";
import { isComplete, RefundAccountFields } from "./refund-account.tsx";

/** The whole or a part, a reason, and a question before it is done. */
export function CancelForm({
  payment,
  available,
  onDone,
}: {
  payment: Payment;
  available: Money;
  onDone: () => void;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.cancelling;
  const queries = useQueryClient();
  const [plan, setPlan] = useState<"whole" | "part">("whole");
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const [account, setAccount] = useState<RefundAccount>({ bank: "", number: "", holder: "" });
  const needsAccount = payment.payMethod === "vbank";
  const amount = plan === "whole" ? available : partOf(typed, available);
  const cancel = useMutation({
    mutationFn: () =>
      cancelPayment(payment.impUid, {
        amount: plan === "whole" ? null : amount,
        reason: reason.trim(),
        account: needsAccount ? account : null,
      }),
    onSuccess: async () => {
      // The new balance first, so that the good news stands beside it.
      await queries.invalidateQueries({ queryKey: paymentKeys.all });
      onDone();
    },
    onSettled: () => setAsking(false),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (amount !== null && (!needsAccount || isComplete(account))) setAsking(true);
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4" data-slot="cancel-form">
      <p className="flex items-baseline gap-2 text-sm">
        <span className="text-ink-faint">{t.available}</span>
        <strong className="tabular-nums" data-slot="cancel-available">
          {formatMoney(available, language)}
        </strong>
      </p>
      <Choices
        legend={t.planned}
        name="plan"
        value={plan}
        options={[
          { value: "whole", label: t.whole },
          { value: "part", label: t.part },
        ]}
        onChange={setPlan}
        data-slot="cancel-plan"
      />
      {plan === "part" && (
        <Field
          label={t.amount}
          required
          problem={
            tried && amount === null ? t.amountProblem(formatMoney(available, language)) : undefined
          }
        >
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              className={`${controlClass} max-w-48 text-right tabular-nums`}
              data-slot="cancel-amount"
            />
          )}
        </Field>
      )}
      <Field label={t.reason} hint={t.reasonHint}>
        {(control) => (
          <input
            {...control}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={controlClass}
            data-slot="cancel-reason"
          />
        )}
      </Field>
      {needsAccount && (
        <RefundAccountFields
          provider={payment.provider}
          account={account}
          wrong={tried}
          onChange={setAccount}
        />
      )}
      {cancel.error !== null && <ProblemNotice error={cancel.error} />}
      <div>
        <Button type="submit" tone="danger" data-slot="cancel-submit">
          {t.submit}
        </Button>
      </div>
      <CancelConfirm
        open={asking}
        text={t.confirmText(formatMoney(amount ?? available, language))}
        busy={cancel.isPending}
        onClose={() => setAsking(false)}
        onYes={() => cancel.mutate()}
      />
    </form>
  );
}

function partOf(typed: string, available: Money): Money | null {
  const part = readMoney(typed, available.currency);
  return part !== null && part.minor > 0 && part.minor <= available.minor ? part : null;
}
