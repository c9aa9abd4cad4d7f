import { tabClass, tabListClass } from "@naru/ui";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { may } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { PageHead } from "../layout/page.tsx";
import { useSession } from "../session/session-context.ts";
import { AccountTab } from "./account-tab.tsx";
import { EndpointsTab } from "./endpoints-tab.tsx";
import { KeysTab } from "./keys-tab.tsx";
import { OperatorsTab } from "./operators-tab.tsx";

const tabs = {
  account: { admin: false, page: AccountTab },
  endpoints: { admin: false, page: EndpointsTab },
  keys: { admin: true, page: KeysTab },
  operators: { admin: true, page: OperatorsTab },
} as const satisfies Record<string, { admin: boolean; page: () => ReactNode }>;

type Tab = keyof typeof tabs;

/** 설정: my own account, and for admins what the shop and its staff may do. */
export function SettingsPage({ tab }: { tab: string }) {
  const { settings: t } = useTexts();
  const { operator } = useSession();
  const open = (Object.keys(tabs) as Tab[]).filter(
    (one) => !tabs[one].admin || may(operator, "admin"),
  );
  const shown = open.find((one) => one === tab);
  if (shown === undefined) return <NotFound />;
  const Page = tabs[shown].page;
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <nav aria-label={t.title} className={`${tabListClass} mb-5`}>
        {open.map((one) => (
          <Link
            key={one}
            href={`/settings/${one}`}
            aria-current={one === shown ? "page" : undefined}
            className={tabClass}
            data-slot={`settings-${one}`}
          >
            {t.tabs[one]}
          </Link>
        ))}
      </nav>
      <Page />
    </>
  );
}
