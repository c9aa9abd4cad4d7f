import { controlClass, Field } from "@naru/ui";
import { useProviders } from "../api/channels.ts";
import type { RefundAccount } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";

/** 환불계좌: the bank by this PG's own code, the number, the holder. */
export function RefundAccountFields({
  provider,
  account,
  wrong,
  onChange,
}: {
  provider: string;
  account: RefundAccount;
  wrong: boolean;
  onChange: (account: RefundAccount) => void;
}) {
  const { cancelling: t } = useTexts();
  const providers = useProviders();
  const banks = providers.data?.find(({ code }) => code === provider)?.banks ?? [];
  const problem = (text: string) => (wrong && text.trim() === "" ? t.accountProblem : undefined);
  return (
    <fieldset className="flex min-w-0 flex-col gap-3" data-slot="refund-account">
      <legend className="mb-1 text-sm font-semibold">{t.account}</legend>
      <p className="text-xs leading-relaxed text-ink-soft">{t.accountNote}</p>
      <Field label={t.bank} required problem={problem(account.bank)}>
        {(control) => (
          <select
            {...control}
            value={account.bank}
            onChange={(event) => onChange({ ...account, bank: event.target.value })}
            className={controlClass}
            data-slot="refund-bank"
          >
            <option value="">{t.bankChoose}</option>
            {banks.map((bank) => (
              <option key={bank.code} value={bank.code}>
                {bank.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.accountNumber} required problem={problem(account.number)}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            maxLength={30}
            value={account.number}
            onChange={(event) => onChange({ ...account, number: event.target.value })}
            className={controlClass}
            data-slot="refund-number"
          />
        )}
      </Field>
      <Field label={t.accountHolder} required problem={problem(account.holder)}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={40}
            value={account.holder}
            onChange={(event) => onChange({ ...account, holder: event.target.value })}
            className={controlClass}
            data-slot="refund-holder"
          />
        )}
      </Field>
    </fieldset>
  );
}

/** Whether all three parts are there. */
export function isComplete(account: RefundAccount): boolean {
  return [account.bank, account.number, account.holder].every((part) => part.trim() !== "");
}
