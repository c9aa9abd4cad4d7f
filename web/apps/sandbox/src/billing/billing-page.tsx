import { tabClass, tabListClass } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { PageHead } from "../layout/page.tsx";
import { KeyList } from "./key-list.tsx";
import { ScheduleList } from "./schedule-list.tsx";

/** 빌링결제 내역 조회: charges that are planned, and the cards that are stored. */
export function BillingPage({ tab }: { tab: string }) {
  const { billing: t } = useTexts();
  const panels = { schedules: <ScheduleList />, keys: <KeyList /> } as const;
  if (tab !== "schedules" && tab !== "keys") return <NotFound />;
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <nav aria-label={t.tabs} className={`${tabListClass} mb-4`}>
        {(["schedules", "keys"] as const).map((name) => (
          <Link
            key={name}
            href={`/billing/${name}`}
            aria-current={name === tab ? "page" : undefined}
            className={tabClass}
            data-slot={`tab-${name}`}
          >
            {t[name]}
          </Link>
        ))}
      </nav>
      {panels[tab]}
    </>
  );
}
