import { buttonClass, type Column, Empty, KstTime, RowButton, Table } from "@naru/ui";
import { Link } from "wouter";
import type { Delivery } from "../api/deliveries.ts";
import { useTexts } from "../i18n/language.tsx";
import { DeliveryBadge } from "./delivery-badge.tsx";

/** The webhooks of a page, each with a box to pick it. */
export function DeliveryTable({
  rows,
  filtered,
  picked,
  onPick,
  onOpen,
}: {
  rows: Delivery[];
  filtered: boolean;
  picked: ReadonlySet<string>;
  onPick: (picked: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
}) {
  const { hooks: t } = useTexts();
  const columns = useColumns({ rows, picked, onPick, onOpen });
  return (
    <Table
      caption={t.title}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      empty={
        filtered ? (
          <Empty title={t.noneFound} next={t.noneFoundNext} />
        ) : (
          <Empty
            title={t.empty}
            next={t.emptyNext}
            action={
              <Link href="/connect/webhook" className={buttonClass("primary")}>
                {t.emptyLink}
              </Link>
            }
          />
        )
      }
    />
  );
}

function useColumns({
  rows,
  picked,
  onPick,
  onOpen,
}: {
  rows: Delivery[];
  picked: ReadonlySet<string>;
  onPick: (picked: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
}): Column<Delivery>[] {
  const texts = useTexts();
  const t = texts.hooks;
  const all = rows.length > 0 && rows.every(({ id }) => picked.has(id));
  const toggle = (ids: string[], on: boolean) => {
    const next = new Set(picked);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onPick(next);
  };
  return [
    {
      key: "pick",
      head: (
        <Box
          label={t.pickAll}
          on={all}
          slot="pick-all"
          onChange={(on) =>
            toggle(
              rows.map(({ id }) => id),
              on,
            )
          }
        />
      ),
      cell: (row) => (
        <Box
          label={t.pick(row.merchantUid)}
          on={picked.has(row.id)}
          slot="pick"
          onChange={(on) => toggle([row.id], on)}
        />
      ),
    },
    {
      key: "state",
      head: t.state,
      cell: (row) => <DeliveryBadge state={row.state} />,
    },
    {
      key: "what",
      head: t.event,
      cell: (row) => (
        <div className="min-w-28">
          <RowButton onOpen={() => onOpen(row.id)} slot="hook-link">
            {eventWord(texts.payment.statuses, row.event)}
          </RowButton>
          {row.resent && <span className="ml-1.5 text-xs text-ink-faint">{t.again}</span>}
          <p className="mt-0.5 text-xs text-ink-faint lg:hidden">
            <KstTime at={row.createdAt} />
          </p>
        </div>
      ),
    },
    {
      key: "uid",
      head: texts.payment.uid,
      cell: (row) => (
        <div className="font-mono text-xs leading-relaxed">
          <p>{row.impUid}</p>
          <p className="max-w-44 truncate text-ink-faint" title={row.merchantUid}>
            {row.merchantUid}
          </p>
        </div>
      ),
    },
    {
      key: "to",
      head: t.to,
      wide: true,
      cell: (row) => (
        <p className="max-w-64 truncate font-mono text-xs" title={row.url}>
          {row.url === "" ? "–" : row.url}
        </p>
      ),
    },
    {
      key: "code",
      head: t.code,
      wide: true,
      align: "right",
      cell: (row) => {
        const last = row.attempts.at(-1);
        return <span className="text-xs">{last === undefined ? "–" : last.code || t.noCode}</span>;
      },
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      cell: (row) => <KstTime at={row.createdAt} className="relative text-xs" />,
    },
  ];
}

/** A status in the console's words; an unknown one as it came. */
function eventWord(words: Readonly<Record<string, string>>, event: string): string {
  return words[event] ?? event;
}

function Box({
  label,
  on,
  slot,
  onChange,
}: {
  label: string;
  on: boolean;
  slot: string;
  onChange: (on: boolean) => void;
}) {
  return (
    // Above the button that covers the row, and as large as a finger.
    <label className="relative z-10 -m-2 flex size-9 cursor-pointer items-center justify-center">
      <span className="sr-only">{label}</span>
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-accent"
        data-slot={slot}
      />
    </label>
  );
}
