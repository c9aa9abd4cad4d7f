import { CopyButton, formatWon, type Won } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import type { Account } from "../order/outcome.ts";
import { Fact, Facts, When } from "./facts.tsx";

/** Where to pay, how much and until when. */
export function AccountPanel({ account, amount }: { account: Account; amount: Won }) {
  const { t, language } = useTexts();
  const words = t.result.awaiting;
  return (
    <div className="flex flex-col gap-3 rounded-lg bg-raised p-4" data-slot="account">
      <div className="flex items-center justify-between gap-2">
        <div className="min-w-0">
          <p className="text-sm text-ink-soft">{account.bank}</p>
          <p className="text-lg font-bold tabular-nums" data-slot="account-number">
            {account.number}
          </p>
        </div>
        <CopyButton
          text={account.number}
          name={words.number}
          label={t.result.copy}
          copied={t.result.copied}
          failed={t.result.copyFailed}
          shape="word"
          data-slot="copy-account"
        />
      </div>
      <Facts>
        <Fact label={words.amount} data-slot="account-amount">
          <strong className="tabular-nums">{formatWon(amount, language)}</strong>
        </Fact>
        {account.holder !== null && <Fact label={words.holder}>{account.holder}</Fact>}
        {account.due !== null && (
          <Fact label={words.due} data-slot="account-due">
            <When at={account.due} />
          </Fact>
        )}
      </Facts>
    </div>
  );
}
