import { Badge } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useContext } from "react";
import { Link } from "wouter";
import { listPayments, paymentKeys } from "../api/payments.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { LiveContext, useMerchant } from "../layout/merchant-context.tsx";
import { PageHead } from "../layout/page.tsx";
import { filterText, noFilter, tabs } from "../payments/filters.ts";
import { Recent } from "./recent.tsx";
import { Start } from "./start.tsx";

/** 홈: what happens now, and how to make the first thing happen. */
export function HomePage() {
  const { home: t } = useTexts();
  const merchant = useMerchant();
  const payments = useQuery({
    queryKey: paymentKeys.page(merchant.code, noFilter),
    queryFn: () => listPayments(merchant.code, noFilter),
  });
  return (
    <>
      <PageHead title={t.title} lead={t.lead(merchant.name)} actions={<LiveMark />} />
      <div className="flex flex-col gap-5">
        <Load query={payments}>
          {({ counts }) => (
            <>
              <Counts counts={counts} />
              {counts.all === 0 && <Start open />}
              <Recent />
              {counts.all > 0 && <Start open={false} />}
            </>
          )}
        </Load>
      </div>
    </>
  );
}

function LiveMark() {
  const { home: t } = useTexts();
  const live = useContext(LiveContext);
  if (live === "joining") return null;
  return (
    <span data-slot="live" data-state={live}>
      <Badge tone={live === "open" ? "good" : "warn"}>{live === "open" ? t.live : t.paused}</Badge>
    </span>
  );
}

function Counts({ counts }: { counts: Record<(typeof tabs)[number], number> }) {
  const { t: texts, language } = useLanguage();
  return (
    <nav aria-label={texts.home.counts}>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
        {tabs.map((status) => (
          <li key={status} className="max-sm:first:col-span-2">
            <Link
              href={`/payments${filterText({ ...noFilter, status })}`}
              data-slot={`home-count-${status}`}
              className="flex flex-col rounded-xl border border-line bg-surface px-4 py-3 hover:border-accent"
            >
              <span className="text-sm text-ink-soft">{texts.payment.statuses[status]}</span>
              <span className="text-2xl font-semibold tabular-nums">
                {counts[status].toLocaleString(language)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
