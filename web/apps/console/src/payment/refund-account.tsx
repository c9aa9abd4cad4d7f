import { controlClass, Field } from "@naru/ui";
import type { RefundOptions } from "../api/refunds.ts";
import { useTexts } from "../i18n/language.tsx";

export type Account = { bank: string; number: string; holder: string; tel: string };

export const noAccount: Account = { bank: "", number: "", holder: "", tel: "" };

/** Whether every part that this PG asks for is there. */
export function isComplete(account: Account, telRequired: boolean): boolean {
  const parts = [
    account.bank,
    account.number,
    account.holder,
    ...(telRequired ? [account.tel] : []),
  ];
  return parts.every((part) => part.trim() !== "");
}

/** 환불계좌: the bank by this PG's own code, the number, the holder. */
export function RefundAccountFields({
  options,
  account,
  wrong,
  onChange,
}: {
  options: RefundOptions;
  account: Account;
  wrong: boolean;
  onChange: (account: Account) => void;
}) {
  const { refund: t } = useTexts();
  const problem = (text: string) => (wrong && text.trim() === "" ? t.accountProblem : undefined);
  const boxes = [
    { key: "number", label: t.accountNumber, mode: "numeric", slot: "refund-number" },
    { key: "holder", label: t.accountHolder, mode: "text", slot: "refund-holder" },
    ...(options.account_tel_required
      ? [{ key: "tel", label: t.accountTel, mode: "tel", slot: "refund-tel" } as const]
      : []),
  ] as const;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3" data-slot="refund-account">
      <legend className="mb-1 text-sm font-semibold">{t.account}</legend>
      <Field
        label={t.bank}
        {...(options.banks.length === 0 ? { hint: t.bankHint } : {})}
        required
        problem={problem(account.bank)}
      >
        {(control) =>
          options.banks.length === 0 ? (
            <input
              {...control}
              autoComplete="off"
              maxLength={10}
              value={account.bank}
              onChange={(event) => onChange({ ...account, bank: event.target.value })}
              className={controlClass}
              data-slot="refund-bank"
            />
          ) : (
            <select
              {...control}
              value={account.bank}
              onChange={(event) => onChange({ ...account, bank: event.target.value })}
              className={controlClass}
              data-slot="refund-bank"
            >
              <option value="">{t.bankChoose}</option>
              {options.banks.map((bank) => (
                <option key={bank.code} value={bank.code}>
                  {`${bank.name} (${bank.code})`}
                </option>
              ))}
            </select>
          )
        }
      </Field>
      {boxes.map(({ key, label, mode, slot }) => (
        <Field key={key} label={label} required problem={problem(account[key])}>
          {(control) => (
            <input
              {...control}
              inputMode={mode}
              autoComplete="off"
              maxLength={40}
              value={account[key]}
              onChange={(event) => onChange({ ...account, [key]: event.target.value })}
              className={controlClass}
              data-slot={slot}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
