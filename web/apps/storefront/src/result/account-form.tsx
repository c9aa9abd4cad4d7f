import { controlClass, Field } from "@naru/ui";
import type { RefundAccount } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";

/** KG이니시스's own bank codes: the shop's virtual accounts are all there. */
const banks: readonly (readonly [code: string, ko: string, en: string])[] = [
  ["04", "KB국민은행", "KB Kookmin"],
  ["88", "신한은행", "Shinhan"],
  ["20", "우리은행", "Woori"],
  ["81", "하나은행", "Hana"],
  ["11", "농협은행", "NH Nonghyup"],
  ["03", "IBK기업은행", "IBK"],
  ["90", "카카오뱅크", "KakaoBank"],
  ["89", "케이뱅크", "K bank"],
  ["92", "토스뱅크", "Toss Bank"],
];

export const emptyAccount: RefundAccount = { bank: "04", number: "", holder: "" };

export function wrongAccount(account: RefundAccount): ("number" | "holder")[] {
  const wrong: ("number" | "holder")[] = [];
  if (!/^[\d-]{6,40}$/.test(account.number.trim())) wrong.push("number");
  if (account.holder.trim() === "" || account.holder.length > 40) wrong.push("holder");
  return wrong;
}

export function AccountForm({
  account,
  checked,
  onChange,
}: {
  account: RefundAccount;
  checked: boolean;
  onChange: (account: RefundAccount) => void;
}) {
  const { t, language } = useTexts();
  const words = t.result.cancel;
  const wrong = checked ? wrongAccount(account) : [];
  return (
    <>
      <p className="text-sm text-ink-soft">{words.account}</p>
      <Field label={words.bank} required>
        {(control) => (
          <select
            {...control}
            data-slot="refund-bank"
            className={controlClass}
            value={account.bank}
            onChange={(event) => onChange({ ...account, bank: event.target.value })}
          >
            {banks.map(([code, ko, en]) => (
              <option key={code} value={code}>
                {language === "ko" ? ko : en}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={words.number}
        required
        problem={wrong.includes("number") ? words.numberWrong : undefined}
      >
        {(control) => (
          <input
            {...control}
            data-slot="refund-number"
            inputMode="numeric"
            className={controlClass}
            value={account.number}
            onChange={(event) => onChange({ ...account, number: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={words.holder}
        required
        problem={wrong.includes("holder") ? words.holderWrong : undefined}
      >
        {(control) => (
          <input
            {...control}
            data-slot="refund-holder"
            className={controlClass}
            value={account.holder}
            onChange={(event) => onChange({ ...account, holder: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
