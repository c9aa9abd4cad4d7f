import { Badge, BarChart, Card, controlClass, Empty, formatMoney, RankBars } from "@naru/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useContext } from "react";
import { Link, useSearchParams } from "wouter";
import { getHome, type HomeFigures, homeKeys } from "../api/home.ts";
import { dayOf } from "../format/kst-day.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { PageHead } from "../layout/page.tsx";
import { LiveContext } from "../session/session-context.ts";
import { HealthCard } from "./health-card.tsx";
import { duration, span, withoutTail } from "./spans.ts";

/** Today, the last thirty days, and what waits for a person. */
export function HomePage() {
  const { home: t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const currency = search.get("currency") ?? "";
  const live = useContext(LiveContext);
  const figures = useQuery({
    queryKey: homeKeys.of(currency),
    queryFn: () => getHome(currency),
    placeholderData: keepPreviousData,
    // The stream tells of changes; midnight tells nobody.
    refetchInterval: 60_000,
  });
  return (
    <>
      <PageHead
        title={t.title}
        lead={t.lead}
        actions={
          <Badge tone={live === "open" ? "good" : "neutral"} data-slot={`live-${live}`}>
            {live === "open" ? t.live : t.notLive}
          </Badge>
        }
      />
      <Load query={figures}>
        {(found) => (
          <div className="flex flex-col gap-4">
            <Currencies
              of={found}
              onChoose={(chosen) => setSearch(chosen === "" ? {} : { currency: chosen })}
            />
            <Today figures={found} />
            <Card title={t.days} data-slot="days">
              <Days figures={found} />
            </Card>
            <div className="grid items-start gap-4 lg:grid-cols-3">
              <Card title={t.failures} data-slot="failures">
                <Failures figures={found} />
              </Card>
              <Card title={t.timeToPaid} data-slot="time-to-paid">
                <TimeToPaid figures={found} />
              </Card>
              <HealthCard webhooks={found.webhooks} />
            </div>
          </div>
        )}
      </Load>
    </>
  );
}

/** Money of different currencies has no sum: each has its own page of figures. */
function Currencies({
  of: { currency, other_currencies },
  onChoose,
}: {
  of: HomeFigures;
  onChoose: (currency: string) => void;
}) {
  const { home: t } = useTexts();
  if (other_currencies.length === 0) return null;
  return (
    <label className="flex items-center gap-2 text-sm">
      {t.currency}
      <select
        value={currency}
        onChange={(event) => onChoose(event.target.value)}
        className={`${controlClass} w-auto`}
        data-slot="home-currency"
      >
        {[currency, ...other_currencies].map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}

function Today({ figures: { today, discrepancies, currency } }: { figures: HomeFigures }) {
  const { t: texts, language } = useLanguage();
  const t = texts.home;
  const day = dayOf(new Date());
  const money = (amount: number) => formatMoney({ minor: amount, currency }, language);
  const count = (n: number) => t.count(n.toLocaleString(language));
  const tiles = [
    {
      slot: "today-paid",
      label: t.paid,
      main: money(today.paid.amount),
      more: count(today.paid.count),
      href: `/payments?state=paid&from=${day}&to=${day}`,
    },
    {
      slot: "today-refunded",
      label: t.refunded,
      main: money(today.refunded.amount),
      more: count(today.refunded.count),
      href: "/payments?state=refunded",
    },
    {
      slot: "today-failed",
      label: t.failed,
      main: count(today.failed.count),
      more: t.noMoney,
      href: `/payments?state=failed&from=${day}&to=${day}`,
    },
    {
      slot: "today-waiting",
      label: t.waiting,
      main: money(today.waiting.amount),
      more: count(today.waiting.count),
      href: "/payments?state=awaiting_deposit",
    },
    {
      slot: "open-discrepancies",
      label: t.discrepancies,
      main: count(discrepancies.open),
      more: discrepancies.open === 0 ? t.nothingOpen : t.decide,
      href: "/discrepancies",
      alarm: discrepancies.open > 0,
    },
  ];
  return (
    <ul aria-label={t.today} className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      {tiles.map(({ slot, label, main, more, href, alarm }) => (
        <li
          key={slot}
          className={`relative rounded-xl border bg-surface p-4 hover:bg-raised last:max-sm:col-span-2 ${alarm === true ? "border-warn" : "border-line"}`}
        >
          <Link
            href={href}
            className="text-sm text-ink-soft underline decoration-edge underline-offset-4 after:absolute after:inset-0"
          >
            {label}
          </Link>
          <p className="mt-1 text-lg font-semibold tabular-nums" data-slot={slot}>
            {main}
          </p>
          <p className={`text-xs ${alarm === true ? "text-warn" : "text-ink-soft"}`}>{more}</p>
        </li>
      ))}
    </ul>
  );
}

function Days({ figures: { days, currency } }: { figures: HomeFigures }) {
  const { t: texts, language } = useLanguage();
  const t = texts.home;
  const labels = days.map(({ date }) => ({ short: date.slice(5), long: date }));
  const quiet = days.every(
    ({ paid, refunded, failed }) => paid.count + refunded.count + failed.count === 0,
  );
  if (quiet) return <Empty title={t.quiet} next={t.quietNext} />;
  return (
    <div className="flex flex-col gap-5">
      <BarChart
        caption={t.daysMoney}
        labels={labels}
        series={[
          {
            key: "paid",
            label: t.paidMoney,
            look: "solid",
            values: days.map(({ paid }) => paid.amount),
          },
          {
            key: "refunded",
            label: t.refundedMoney,
            look: "hatch",
            values: days.map(({ refunded }) => refunded.amount),
            down: true,
          },
        ]}
        format={(value) => formatMoney({ minor: value, currency }, language)}
        words={{ table: t.asTable, label: t.day }}
        data-slot="chart-money"
      />
      <BarChart
        caption={t.daysCount}
        labels={labels}
        series={[
          {
            key: "paid",
            label: t.paidCount,
            look: "solid",
            values: days.map(({ paid }) => paid.count),
          },
          {
            key: "failed",
            label: t.failedCount,
            look: "dots",
            values: days.map(({ failed }) => failed.count),
          },
        ]}
        format={(value) => t.count(value.toLocaleString(language))}
        words={{ table: t.asTable, label: t.day }}
        data-slot="chart-count"
      />
    </div>
  );
}

function Failures({ figures: { failures, other_failures } }: { figures: HomeFigures }) {
  const { t: texts, language } = useLanguage();
  const t = texts.home;
  if (failures.length === 0) return <Empty title={t.noFailures} next={t.noFailuresNext} />;
  return (
    <RankBars
      label={t.failures}
      rows={[
        ...failures.map(({ code, text, message_ko, message_en, count }) => ({
          key: `${code} ${text}`,
          name: text === "" ? (language === "ko" ? message_ko : message_en) || code : text,
          value: count,
          text: t.count(count.toLocaleString(language)),
        })),
        ...(other_failures > 0
          ? [
              {
                key: "others",
                name: t.otherFailures,
                value: other_failures,
                text: t.count(other_failures.toLocaleString(language)),
              },
            ]
          : []),
      ]}
    />
  );
}

function TimeToPaid({ figures: { time_to_paid: of } }: { figures: HomeFigures }) {
  const { t: texts, language } = useLanguage();
  const t = texts.home;
  if (of.median_s === null) return <Empty title={t.noTimes} next={t.noTimesNext} />;
  return (
    <>
      <p className="mb-3 text-sm text-ink-soft">
        {t.median} <strong className="text-ink">{duration(of.median_s, t.units)}</strong>
      </p>
      <RankBars
        label={t.timeToPaid}
        rows={withoutTail(of.buckets).map(({ upto_s, count }, index) => ({
          key: String(upto_s),
          name: span(of.buckets[index - 1]?.upto_s ?? 0, upto_s, t),
          value: count,
          text: t.count(count.toLocaleString(language)),
        }))}
      />
    </>
  );
}
