import { tabClass, tabListClass } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { PageHead } from "../layout/page.tsx";
import { InList } from "./in-list.tsx";
import { OutList } from "./out-list.tsx";

/** 웹훅: what PortOne told us, and what the shop was told. */
export function WebhooksPage({ side }: { side: string }) {
  const { webhooks: t } = useTexts();
  if (side !== "in" && side !== "out") return <NotFound />;
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <nav aria-label={t.title} className={`${tabListClass} mb-4`}>
        {(["in", "out"] as const).map((one) => (
          <Link
            key={one}
            href={`/webhooks/${one}`}
            aria-current={side === one ? "page" : undefined}
            className={tabClass}
            data-slot={`webhooks-${one}`}
          >
            {t.sides[one]}
          </Link>
        ))}
      </nav>
      {side === "in" ? <InList /> : <OutList />}
    </>
  );
}
