import { buttonClass, Card, KstTime } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { listMerchants, merchantKeys } from "../api/merchants.ts";
import { getState, stateKeys } from "../api/state.ts";
import { ApiKeys } from "../connect/api-keys.tsx";
import { LinkTabs } from "../connect/connect-page.tsx";
import { remember } from "../entry/remembered.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { PageHead } from "../layout/page.tsx";
import { Tiers } from "./tiers.tsx";

/** 상점・계정 관리; at its top 내 식별코드・API Keys, where guides send their readers. */
export function AccountPage({ tab }: { tab: string }) {
  const { account: t, keys, tier } = useTexts();
  const tabs = [
    { id: "shop", label: t.shop, panel: <Shop /> },
    { id: "keys", label: keys.mine, panel: <ApiKeys /> },
    { id: "tiers", label: tier.title, panel: <Tiers /> },
  ];
  const chosen = tabs.find(({ id }) => id === tab);
  if (chosen === undefined) return <NotFound />;
  return (
    <>
      <PageHead title={t.title} />
      <LinkTabs label={t.tabs} base="/account" chosen={tab} tabs={tabs} />
      <div className="pt-5">{chosen.panel}</div>
    </>
  );
}

function Shop() {
  const { account: t } = useTexts();
  const merchant = useMerchant();
  const state = useQuery({ queryKey: stateKeys.all, queryFn: getState });
  return (
    <div className="flex flex-col gap-4">
      <Card title={t.shop}>
        <dl className="divide-y divide-line text-sm">
          <Row label={t.name}>{merchant.name}</Row>
          <Row label={t.email}>{merchant.email}</Row>
          <Row label={t.code}>
            <code className="font-mono">{merchant.code}</code>
          </Row>
          <Row label={t.sdk}>
            <code className="font-mono break-all">{window.location.origin}/v1/iamport.js</code>
          </Row>
          {state.data !== undefined && (
            <>
              <Row label={t.data}>{state.data.memory ? t.dataMemory : t.dataDisk}</Row>
              <Row label={t.now}>
                <KstTime at={state.data.now} />
              </Row>
            </>
          )}
        </dl>
      </Card>
      <Others />
    </div>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-1 py-2.5 sm:grid-cols-[12rem_1fr] sm:gap-4">
      <dt className="text-ink-faint">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Others() {
  const { account: t } = useTexts();
  const merchant = useMerchant();
  const merchants = useQuery({ queryKey: merchantKeys.all, queryFn: listMerchants });
  return (
    <Card title={t.others}>
      <p className="-mt-2 mb-3 text-sm text-ink-soft">{t.othersLead}</p>
      <Load query={merchants}>
        {(list) => (
          <ul className="flex flex-col divide-y divide-line">
            {list
              .filter(({ code }) => code !== merchant.code)
              .map(({ code, name }) => (
                <li key={code} className="flex flex-wrap items-center gap-3 py-2 text-sm">
                  <span className="min-w-0 flex-1">
                    {name} <code className="font-mono text-xs text-ink-faint">{code}</code>
                  </span>
                  <Link
                    href={`~/m/${code}`}
                    onClick={() => remember(code)}
                    className={buttonClass("plain", "small")}
                    data-slot="switch-merchant"
                  >
                    {t.switchTo}
                  </Link>
                </li>
              ))}
          </ul>
        )}
      </Load>
      <Link href="~/signup" className={`${buttonClass()} mt-3`} data-slot="another-merchant">
        {t.another}
      </Link>
    </Card>
  );
}
