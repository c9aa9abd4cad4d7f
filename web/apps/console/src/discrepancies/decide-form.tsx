import { Button, Choices, controlClass, Field, formatMoney, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type Decision,
  type DecisionWish,
  type Discrepancy,
  decide,
  discrepancyKeys,
} from "../api/discrepancies.ts";
import { ApiError } from "../api/errors.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { type Account, noAccount } from "../payment/refund-account.tsx";
import { GiveBackAccount } from "./give-back-account.tsx";
import { stake } from "./stake.ts";

/** Two decisions, each with what it means for the money, and the reason for it. */
export function DecideForm({ of }: { of: Discrepancy }) {
  const { t: texts, language } = useLanguage();
  const t = texts.discrepancies;
  const [decision, setDecision] = useState<Decision>();
  const [reason, setReason] = useState("");
  const [account, setAccount] = useState<Account>(noAccount);
  const [sure, setSure] = useState(false);
  const [tried, setTried] = useState(false);
  const deed = useDecision(of.id);
  const held = stake(of);
  const amount = held === null ? "" : formatMoney(held, language);
  // Money that came into a virtual account cannot go back the way it came.
  const needsAccount = decision === "give-back" && of.evidence.portone?.pay_method === "vbank";
  const again =
    deed.error instanceof ApiError && deed.error.code === "second_confirmation_required";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (decision === undefined || reason.trim() === "") return;
    deed.mutate({ decision, wish: wishOf(reason, needsAccount ? account : null, again && sure) });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4" data-slot="decide">
      <Choices
        legend={t.decideLegend}
        name="decision"
        layout="stack"
        value={decision}
        onChange={setDecision}
        options={[
          { value: "accept", label: t.accept, note: t.acceptNote },
          { value: "give-back", label: t.giveBack, note: t.giveBackNote(amount) },
        ]}
      />
      {tried && decision === undefined && (
        <p role="alert" className="text-xs text-bad">
          {t.decisionProblem}
        </p>
      )}
      {needsAccount && (
        <GiveBackAccount
          paymentId={of.payment_id}
          account={account}
          wrong={tried}
          onChange={setAccount}
        />
      )}
      <Field
        label={t.reason}
        hint={t.reasonHint}
        required
        problem={tried && reason.trim() === "" ? t.reasonProblem : undefined}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={`${controlClass} h-auto py-2`}
            data-slot="decide-reason"
          />
        )}
      </Field>
      {again ? (
        <Notice tone="warn" role="alert" data-slot="decide-again">
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              checked={sure}
              onChange={(event) => setSure(event.target.checked)}
              className="mt-1 size-4 shrink-0 accent-accent"
              data-slot="decide-sure"
            />
            {t.sure(amount)}
          </label>
        </Notice>
      ) : (
        deed.error !== null && <ProblemNotice error={deed.error} />
      )}
      <Button
        type="submit"
        tone={decision === "give-back" ? "danger" : "primary"}
        disabled={deed.isPending || (again && !sure)}
        className="self-start"
        data-slot="decide-submit"
      >
        {deed.isPending ? t.deciding : decision === "give-back" ? t.giveBackDo(amount) : t.acceptDo}
      </Button>
    </form>
  );
}

function wishOf(reason: string, account: Account | null, sure: boolean): DecisionWish {
  const tel = account?.tel.trim() ?? "";
  return {
    reason: reason.trim(),
    ...(account === null
      ? {}
      : {
          refund_account: {
            bank: account.bank.trim(),
            number: account.number.replace(/[\s-]/g, ""),
            holder: account.holder.trim(),
            ...(tel === "" ? {} : { tel }),
          },
        }),
    ...(sure ? { second_confirmation: true } : {}),
  };
}

function useDecision(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ decision, wish }: { decision: Decision; wish: DecisionWish }) =>
      decide(id, decision, wish),
    onSuccess: async (resolved) => {
      queries.setQueryData(discrepancyKeys.one(id), resolved);
      await queries.invalidateQueries({ queryKey: ["discrepancies"] });
    },
  });
}
