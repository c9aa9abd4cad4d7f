import {
  Badge,
  Dialog,
  type Fact,
  FactList,
  formatMoney,
  KstTime,
  MoneyText,
  Notice,
} from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import {
  type Discrepancy,
  discrepancyKeys,
  getDiscrepancy,
  type ResolvedDiscrepancy,
} from "../api/discrepancies.ts";
import { may } from "../api/session.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Copyable } from "../layout/copyable.tsx";
import { Load } from "../layout/load.tsx";
import { useSession } from "../session/session-context.ts";
import { DecideForm } from "./decide-form.tsx";
import { DiscrepancyBadge } from "./discrepancies-page.tsx";
import { EvidenceTable } from "./evidence-table.tsx";
import { stake } from "./stake.ts";

/** One of them beside the list: the evidence, what is at stake, and the decision. */
export function DiscrepancyDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { discrepancies: t, app } = useTexts();
  return (
    <Dialog
      open={id !== null}
      onClose={onClose}
      title={t.one}
      closeLabel={app.close}
      place="side"
      data-slot="discrepancy-drawer"
    >
      {id !== null && <Opened key={id} id={id} />}
    </Dialog>
  );
}

function Opened({ id }: { id: string }) {
  const found = useQuery({
    queryKey: discrepancyKeys.one(id),
    queryFn: () => getDiscrepancy(id),
  });
  return <Load query={found}>{(resolved) => <Whole resolved={resolved} />}</Load>;
}

function Whole({ resolved }: { resolved: ResolvedDiscrepancy }) {
  const { t: texts, language } = useLanguage();
  const t = texts.discrepancies;
  const { discrepancy: of } = resolved;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <p className="flex flex-wrap items-center gap-2">
          <DiscrepancyBadge of={of} />
          <Badge>{t.kinds[of.kind]}</Badge>
        </p>
        <p className="font-medium">{language === "ko" ? of.message_ko : of.message_en}</p>
        {of.detail !== "" && (
          <p className="text-sm leading-relaxed break-words text-ink-soft">{of.detail}</p>
        )}
      </div>
      <section>
        <h3 className="mb-1 text-sm font-semibold">{t.evidence}</h3>
        <p className="mb-1 text-xs leading-relaxed text-ink-soft">{t.evidenceNote}</p>
        <EvidenceTable of={of} />
      </section>
      <Facts resolved={resolved} />
      <GoneBack resolved={resolved} />
      <Decided of={of} />
      <Decision resolved={resolved} />
    </div>
  );
}

/** Naru gives rejected money back by itself; whoever decides has to know of it. */
function GoneBack({ resolved: { discrepancy, payment } }: { resolved: ResolvedDiscrepancy }) {
  const { t, language } = useLanguage();
  const gone = payment.refunds.filter(
    (refund) => refund.imp_uid === discrepancy.imp_uid && refund.state === "succeeded",
  );
  const [first] = gone;
  if (first === undefined) return null;
  const minor = gone.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <Notice tone="good" data-slot="gone-back">
      {t.discrepancies.goneBack(formatMoney({ minor, currency: first.currency }, language))}
    </Notice>
  );
}

function Facts({ resolved: { discrepancy: of, payment } }: { resolved: ResolvedDiscrepancy }) {
  const { t: texts, language } = useLanguage();
  const t = texts.discrepancies;
  const rows: Fact[] = [
    [
      t.stake,
      <MoneyText key="stake" of={stake(of)} language={language} className="font-semibold" />,
      "discrepancy-stake",
    ],
    [
      t.payment,
      <Link
        key="payment"
        href={`/payments/${of.payment_id}`}
        className="text-accent underline underline-offset-4"
        data-slot="discrepancy-payment"
      >
        {payment.order_ref}
      </Link>,
      "discrepancy-order",
    ],
    [
      t.impUid,
      of.imp_uid !== null && <Copyable key="imp" name={t.impUid} text={of.imp_uid} />,
      "discrepancy-imp",
    ],
    [t.at, <KstTime key="at" at={new Date(of.created_at)} />, "discrepancy-at"],
  ];
  return <FactList rows={rows} />;
}

function Decided({ of: { decision, closed_at } }: { of: Discrepancy }) {
  const { discrepancies: t } = useTexts();
  if (decision === null) return null;
  const rows: Fact[] = [
    [t.decision, t.decisions[decision.decision], "decided-how"],
    [t.reason, decision.reason, "decided-why"],
    [t.by, decision.by, "decided-by"],
    [
      t.decidedAt,
      decision.decided_at !== null && <KstTime key="at" at={new Date(decision.decided_at)} />,
      "decided-at",
    ],
    [
      t.closedAt,
      closed_at !== null && <KstTime key="at" at={new Date(closed_at)} />,
      "decided-closed",
    ],
  ];
  return <FactList title={t.decided} rows={rows} />;
}

/** What is to be done now: decide, wait for the refund, or nothing. */
function Decision({ resolved }: { resolved: ResolvedDiscrepancy }) {
  const { discrepancies: t } = useTexts();
  const { operator } = useSession();
  const { discrepancy: of, refund } = resolved;
  if (of.state === "closed") return null;
  if (of.state === "giving_back") {
    const lost = refund !== null && (refund.state === "rejected" || refund.state === "needs_human");
    return (
      <Notice tone={lost ? "bad" : "warn"} role="status" data-slot="giving-back">
        {lost ? t.refundStuck : t.givingBack}
      </Notice>
    );
  }
  if (!may(operator, "operator")) return <Notice data-slot="only-read">{t.onlyRead}</Notice>;
  return <DecideForm of={of} />;
}
