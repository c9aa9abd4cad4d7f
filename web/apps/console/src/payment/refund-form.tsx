import { Button, Choices, controlClass, Field, formatMoney, Notice, readMoney } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/errors.ts";
import { type PaymentDetail, paymentKeys } from "../api/payments.ts";
import { getRefundOptions, type RefundOptions, type RefundOrder, refund } from "../api/refunds.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/session-context.ts";
import { isComplete, noAccount, RefundAccountFields } from "./refund-account.tsx";
import { RefundConfirm } from "./refund-confirm.tsx";
import { RefundPreview } from "./refund-preview.tsx";
import { RefundRefused } from "./refund-refused.tsx";
import { DecisionKey, givenBy, limitOf } from "./refund-state.ts";
import { TaxFields, type TaxTyped, taxOf } from "./tax-fields.tsx";

/** The whole or a part, its tax, a reason, an account where one is needed, and a question. */
export function RefundForm({
  detail,
  options,
  onSent,
}: {
  detail: PaymentDetail;
  options: RefundOptions;
  onSent: (refundId: string) => void;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.refund;
  const { operator } = useSession();
  const { payment } = detail;
  const { currency } = options;
  const [plan, setPlan] = useState<"whole" | "part">("whole");
  const [typed, setTyped] = useState("");
  const [tax, setTax] = useState<TaxTyped>({ taxFree: null, vat: null });
  const [reason, setReason] = useState("");
  const [account, setAccount] = useState(noAccount);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const [askedTwice, setAskedTwice] = useState(false);

  const amount = plan === "whole" ? options.cancellable : partOf(typed, options);
  const proposal = useProposal(payment.id, plan === "part" ? amount : null, options);
  const taxed = taxOf(tax, currency);
  const limit = limitOf(operator, (amount ?? 0) + givenBy(operator.id, detail.refunds));
  const money = (minor: number) => formatMoney({ minor, currency }, language);
  const send = useRefund(payment.id, {
    onSent: (id) => {
      onSent(id);
      setTyped("");
      setReason("");
      setTax({ taxFree: null, vat: null });
      setTried(false);
      setAskedTwice(false);
    },
    onTwice: () => setAskedTwice(true),
  });
  const twice = limit === "twice" || askedTwice;
  const ready =
    amount !== null &&
    reason.trim() !== "" &&
    taxed !== null &&
    limit !== "above" &&
    (!options.refund_account_required || isComplete(account, options.account_tel_required));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (ready) {
      setAsking(true);
      return;
    }
    // What is missing may be off the screen of a phone.
    const form = event.currentTarget as HTMLFormElement;
    requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const go = () => {
    // The question leaves first: a step-up asks over the page, not over it.
    setAsking(false);
    if (!ready || taxed === null) return;
    send.mutate({
      amount: plan === "whole" ? null : amount,
      ...taxed,
      reason: reason.trim(),
      refund_account: options.refund_account_required
        ? {
            bank: account.bank,
            number: account.number.trim(),
            holder: account.holder.trim(),
            ...(options.account_tel_required ? { tel: account.tel.trim() } : {}),
          }
        : null,
      second_confirmation: twice,
      expected: options.cancellable,
    });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4" data-slot="refund-form">
      <p className="flex items-baseline gap-2 text-sm">
        <span className="text-ink-soft">{t.available}</span>
        <strong className="tabular-nums" data-slot="refund-available">
          {money(options.cancellable)}
        </strong>
      </p>
      {options.part_possible && (
        <Choices
          legend={t.plan}
          name="refund-plan"
          value={plan}
          options={[
            { value: "whole", label: t.whole },
            { value: "part", label: t.part },
          ]}
          onChange={setPlan}
          data-slot="refund-plan"
        />
      )}
      {plan === "part" && (
        <Field
          label={t.amount}
          required
          problem={
            tried && amount === null ? t.amountProblem(money(options.cancellable)) : undefined
          }
        >
          {(control) => (
            <input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              className={`${controlClass} max-w-48 text-right tabular-nums`}
              data-slot="refund-amount"
            />
          )}
        </Field>
      )}
      {hasTax(payment.tax_free, options) && (
        <TaxFields
          typed={tax}
          proposal={proposal}
          vatRequired={options.vat_required}
          wrong={tried && taxed === null}
          currency={currency}
          onChange={setTax}
        />
      )}
      <Field
        label={t.reason}
        hint={t.reasonHint}
        required
        problem={tried && reason.trim() === "" ? t.reasonProblem : undefined}
      >
        {(control) => (
          <input
            {...control}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={controlClass}
            data-slot="refund-reason"
          />
        )}
      </Field>
      {options.refund_account_required && (
        <RefundAccountFields
          options={options}
          account={account}
          wrong={tried}
          onChange={setAccount}
        />
      )}
      {amount !== null && <RefundPreview payment={payment} amount={amount} />}
      {limit === "above" && (
        <Notice tone="warn" data-slot="refund-above-limit">
          {t.aboveLimit(money(operator.refund_limit ?? 0))}
        </Notice>
      )}
      {send.error !== null && <RefundRefused error={send.error} detail={detail} />}
      <div>
        <Button
          type="submit"
          tone="danger"
          disabled={send.isPending || limit === "above"}
          data-slot="refund-submit"
        >
          {send.isPending ? t.doing : t.next}
        </Button>
        {send.isPending && (
          <p role="status" className="mt-2 text-xs text-ink-soft" data-slot="refund-waiting">
            {t.waiting}
          </p>
        )}
      </div>
      {asking && amount !== null && (
        <RefundConfirm
          amount={money(amount)}
          preview={<RefundPreview payment={payment} amount={amount} />}
          twice={twice}
          onClose={() => setAsking(false)}
          onYes={go}
        />
      )}
    </form>
  );
}

function partOf(typed: string, { cancellable, currency }: RefundOptions): number | null {
  const part = readMoney(typed, currency);
  return part !== null && part.minor > 0 && part.minor <= cancellable ? part.minor : null;
}

function hasTax(taxFree: number, options: RefundOptions): boolean {
  return taxFree > 0 || options.tax_free > 0 || options.vat !== null || options.vat_required;
}

/** The parts of the tax that the server would send with so much. */
function useProposal(
  id: string,
  amount: number | null,
  options: RefundOptions,
): { taxFree: number | null; vat: number | null } {
  const asked = useQuery({
    queryKey: paymentKeys.options(id, amount),
    queryFn: () => getRefundOptions(id, amount),
    enabled: amount !== null,
  });
  if (amount === null) return { taxFree: options.tax_free, vat: options.vat };
  const suggested = asked.data?.suggested ?? null;
  return { taxFree: suggested?.tax_free ?? null, vat: suggested?.vat ?? null };
}

function useRefund(id: string, on: { onSent: (refundId: string) => void; onTwice: () => void }) {
  const queries = useQueryClient();
  const [decision] = useState(() => new DecisionKey());
  return useMutation({
    mutationFn: (order: RefundOrder) => refund(id, order, decision.of(order)),
    onSuccess: async (answer) => {
      decision.settled();
      // The new balance first, so that the news stands beside it.
      await queries.invalidateQueries({ queryKey: paymentKeys.all });
      on.onSent(answer.refund.id);
    },
    onError: (error) => {
      if (!(error instanceof ApiError) || error.status >= 500) return;
      // It was refused and moved nothing; what others did meanwhile is read again.
      decision.settled();
      if (error.code === "second_confirmation_required") on.onTwice();
      void queries.invalidateQueries({ queryKey: paymentKeys.all });
    },
  });
}
