import { type Column, Empty, KstTime, RowButton, StateBadge, Table } from "@naru/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { listNotes, type Note, webhookKeys } from "../api/webhooks.ts";
import { useTexts } from "../i18n/language.tsx";
import { CursorPager, useCursor } from "../list/cursor-pager.tsx";
import { Faded } from "../list/faded.tsx";
import { useOpened } from "../list/opened.ts";
import { NoteDrawer } from "./note-drawer.tsx";

/** What PortOne told us, newest first. */
export function InList() {
  const { webhooks: t } = useTexts();
  const { cursor } = useCursor();
  const [opened, open] = useOpened();
  const columns = useColumns(open);
  const list = useQuery({
    queryKey: webhookKeys.in(cursor),
    queryFn: () => listNotes(cursor),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Faded query={list}>
        {({ data, next_cursor }) => (
          <>
            <Table
              caption={t.inCaption}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              selected={opened}
              empty={<Empty title={t.inNone} next={t.inNoneNext} />}
            />
            <CursorPager next={next_cursor} label={t.inPages} />
          </>
        )}
      </Faded>
      <NoteDrawer id={opened} onClose={() => open(null)} />
    </>
  );
}

function useColumns(open: (id: string) => void): Column<Note>[] {
  const { webhooks: t } = useTexts();
  return [
    {
      key: "uid",
      head: t.about,
      cell: (row) => (
        <div className="min-w-44">
          <RowButton onOpen={() => open(row.id)} slot="note-link">
            {row.merchant_uid === "" ? t.nameless : row.merchant_uid}
          </RowButton>
          <p className="mt-0.5 font-mono text-xs break-all text-ink-soft">{row.imp_uid}</p>
        </div>
      ),
    },
    { key: "claim", head: t.claimed, cell: (row) => row.status || "–" },
    { key: "state", head: t.state, cell: (row) => <NoteBadge of={row} /> },
    { key: "outcome", head: t.outcome, wide: true, cell: (row) => outcomeText(t, row) },
    {
      key: "at",
      head: t.receivedAt,
      wide: true,
      cell: (row) => <KstTime at={new Date(row.received_at)} />,
    },
  ];
}

/** What the server made of it, in the reader's words as far as they are known. */
export function outcomeText(
  t: { readonly outcomes: Readonly<Record<string, string>> },
  { outcome }: Note,
): string {
  return outcome === "" ? "–" : (t.outcomes[outcome] ?? outcome);
}

export function NoteBadge({ of }: { of: Note }) {
  const { webhooks: t } = useTexts();
  return (
    <StateBadge
      state={of.state}
      words={t.noteStates}
      tones={{ waiting: "warn", done: "good" }}
      slot="note"
    />
  );
}
