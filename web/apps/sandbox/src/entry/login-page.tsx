import { buttonClass } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";
import { listMerchants, type Merchant, merchantKeys } from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { forget, remember } from "./remembered.ts";

/** Choose a merchant, and be in. */
export function LoginPage() {
  const { entry } = useTexts();
  useEffect(forget, []);
  const merchants = useQuery({ queryKey: merchantKeys.all, queryFn: listMerchants });
  return (
    <EntryFrame title={entry.loginTitle} lead={entry.loginLead}>
      <Load query={merchants}>{(list) => <MerchantList list={list} />}</Load>
      <p className="mt-5 text-sm">
        <Link
          href="/signup"
          data-slot="to-sign-up"
          className="font-medium text-accent underline underline-offset-4"
        >
          {entry.toSignUp}
        </Link>
      </p>
    </EntryFrame>
  );
}

function MerchantList({ list }: { list: Merchant[] }) {
  const { entry } = useTexts();
  if (list.length === 0) return <p className="text-sm text-ink-soft">{entry.noMerchants}</p>;
  return (
    <ul aria-label={entry.merchants} className="flex flex-col gap-2">
      {list.map((merchant) => (
        <li
          key={merchant.code}
          data-row={merchant.code}
          className="flex items-center gap-3 rounded-md border border-line px-4 py-3"
        >
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{merchant.name}</p>
            <p className="truncate text-xs text-ink-faint">{merchant.email}</p>
            <p className="font-mono text-xs text-ink-faint">{merchant.code}</p>
          </div>
          <Link
            href={`/m/${merchant.code}`}
            onClick={() => remember(merchant.code)}
            data-slot="login"
            aria-label={`${merchant.name} ${entry.login}`}
            className={buttonClass("primary")}
          >
            {entry.login}
          </Link>
        </li>
      ))}
    </ul>
  );
}
