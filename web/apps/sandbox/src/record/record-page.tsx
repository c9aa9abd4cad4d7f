import { Button, Choices, controlClass, Empty } from "@naru/ui";
import { useSearchParams } from "wouter";
import { type LogEntry, useLog } from "../api/log.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { PageHead } from "../layout/page.tsx";
import { EntryItem } from "./entry-item.tsx";
import { type Group, groupOf, groups, matches, ofOrder } from "./summary.ts";

const STEP = 100;

/** 기록: everything in order, newest on top; the filters are in the address. */
export function RecordPage() {
  const { record: t } = useTexts();
  const { code } = useMerchant();
  const log = useLog(code);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Filters />
      <Load query={log}>{({ entries, cut }) => <Entries entries={entries} cut={cut} />}</Load>
    </>
  );
}

type Filter = {
  kind: "all" | Group;
  q: string;
  /** merchant_uid of one order. */
  order: string;
  oldestFirst: boolean;
  seq: number;
  shown: number;
};

function useFilter(): [Filter, (change: Record<string, string>) => void] {
  const [search, setSearch] = useSearchParams();
  const kind = search.get("kind");
  const filter = {
    kind: groups.find((known) => known === kind) ?? ("all" as const),
    q: search.get("q") ?? "",
    order: search.get("order") ?? "",
    oldestFirst: search.get("sort") === "oldest",
    seq: Number(search.get("seq") ?? 0),
    shown: Math.max(STEP, Number(search.get("shown") ?? STEP) || STEP),
  };
  const change = (values: Record<string, string>) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [key, value] of Object.entries(values)) {
          if (value === "") next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  return [filter, change];
}

function Filters() {
  const { record: t, payment } = useTexts();
  const [filter, change] = useFilter();
  return (
    <div className="mb-4 flex flex-col gap-3">
      <Choices
        legend={t.kind}
        name="kind"
        value={filter.kind}
        options={(["all", ...groups] as const).map((value) => ({ value, label: t.kinds[value] }))}
        onChange={(kind) => change({ kind: kind === "all" ? "" : kind, shown: "", seq: "" })}
        data-slot="record-kind"
      />
      <div className="flex flex-wrap gap-2">
        <input
          type="search"
          aria-label={t.search}
          placeholder={`${t.search}: ${t.searchHint}`}
          value={filter.q}
          maxLength={200}
          onChange={(event) => change({ q: event.target.value, shown: "", seq: "" })}
          className={`${controlClass} flex-1 basis-64`}
          data-slot="record-search"
        />
        <input
          type="search"
          aria-label={payment.merchantUid}
          placeholder={`${payment.merchantUid} (merchant_uid)`}
          value={filter.order}
          maxLength={200}
          spellCheck={false}
          onChange={(event) => change({ order: event.target.value, shown: "", seq: "" })}
          className={`${controlClass} flex-1 basis-48`}
          data-slot="record-order"
        />
        <select
          aria-label={t.sort}
          value={filter.oldestFirst ? "oldest" : "newest"}
          onChange={(event) =>
            change({ sort: event.target.value === "oldest" ? "oldest" : "", shown: "", seq: "" })
          }
          className={`${controlClass} sm:max-w-40`}
          data-slot="record-sort"
        >
          <option value="newest">{t.sorts.newest}</option>
          <option value="oldest">{t.sorts.oldest}</option>
        </select>
      </div>
    </div>
  );
}

function Entries({ entries, cut }: { entries: LogEntry[]; cut: boolean }) {
  const { t: texts, language } = useLanguage();
  const t = texts.record;
  const [filter, change] = useFilter();
  const fitting = ofOrder(entries, filter.order.trim()).filter(
    (entry) =>
      (filter.kind === "all" || groupOf(entry) === filter.kind) && matches(entry, filter.q),
  );
  const found = filter.oldestFirst ? fitting.toReversed() : fitting;
  if (found.length === 0) return <Nothing filtered={entries.length > 0} />;
  const pinned = found.findIndex(({ seq }) => seq === filter.seq);
  const shown = Math.max(filter.shown, pinned + 1);
  return (
    <>
      <p className="mb-2 text-sm text-ink-soft tabular-nums" data-slot="record-total">
        {t.found(found.length.toLocaleString(language))}
      </p>
      <ol className="overflow-hidden rounded-xl border border-line bg-surface">
        {found.slice(0, shown).map((entry) => (
          <EntryItem key={entry.seq} entry={entry} pinned={entry.seq === filter.seq} />
        ))}
      </ol>
      {found.length > shown && (
        <div className="mt-3 text-center">
          <Button onClick={() => change({ shown: String(shown + STEP) })} data-slot="record-older">
            {t.older}
          </Button>
        </div>
      )}
      {cut && found.length <= shown && (
        <p className="mt-3 text-center text-sm text-ink-faint">{t.cut}</p>
      )}
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { record: t } = useTexts();
  return filtered ? (
    <Empty title={t.emptyFiltered} next={t.emptyFilteredNext} />
  ) : (
    <Empty title={t.empty} next={t.emptyNext} />
  );
}
