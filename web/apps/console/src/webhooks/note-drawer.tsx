import { Button, Dialog, type Fact, FactList, KstTime, Notice, Raw } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Link } from "wouter";
import { may } from "../api/session.ts";
import { getNote, type Note, replayNote, webhookKeys } from "../api/webhooks.ts";
import { useTexts } from "../i18n/language.tsx";
import { Copyable } from "../layout/copyable.tsx";
import { Load } from "../layout/load.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { useSession } from "../session/session-context.ts";
import { NoteBadge, outcomeText } from "./in-list.tsx";

/** One of PortOne's webhooks: its bytes, what became of it, and another look. */
export function NoteDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { webhooks: t, app } = useTexts();
  return (
    <Dialog
      open={id !== null}
      onClose={onClose}
      title={t.inOne}
      closeLabel={app.close}
      place="side"
      data-slot="note-drawer"
    >
      {id !== null && <Opened key={id} id={id} />}
    </Dialog>
  );
}

function Opened({ id }: { id: string }) {
  const note = useQuery({ queryKey: webhookKeys.note(id), queryFn: () => getNote(id) });
  return <Load query={note}>{(found) => <Whole note={found} />}</Load>;
}

function Whole({ note }: { note: Note }) {
  const { webhooks: t, raw, app } = useTexts();
  const rows: Fact[] = [
    [t.state, <NoteBadge key="state" of={note} />, "note-state"],
    [t.outcome, note.outcome !== "" && outcomeText(t, note), "note-outcome"],
    [t.claimed, note.status, "note-claimed"],
    [
      t.impUid,
      note.imp_uid !== "" && <Copyable key="imp" name={t.impUid} text={note.imp_uid} />,
      "note-imp",
    ],
    [
      t.uid,
      note.merchant_uid !== "" && <Copyable key="uid" name={t.uid} text={note.merchant_uid} />,
      "note-uid",
    ],
    [t.receivedAt, <KstTime key="at" at={new Date(note.received_at)} />, "note-at"],
    [t.source, note.source, "note-source"],
    [t.contentType, note.content_type, "note-type"],
    [t.tries, String(note.tries), "note-tries"],
    [
      t.nextAt,
      note.next_at !== null && <KstTime key="next" at={new Date(note.next_at)} />,
      "note-next",
    ],
  ];
  return (
    <div className="flex flex-col gap-5">
      <p className="text-sm leading-relaxed text-ink-soft">{t.inNote}</p>
      <FactList rows={rows} />
      <Raw
        label={note.body === null ? t.bodyBase64 : t.body}
        text={note.body ?? note.body_base64 ?? ""}
        words={{ ...raw, ...app }}
        data-slot="note-body"
      />
      <Replay id={note.id} />
      {note.merchant_uid !== "" && (
        <Link
          href={`/payments?q=${encodeURIComponent(note.merchant_uid)}`}
          className="text-sm font-medium text-accent underline underline-offset-4"
          data-slot="note-payment"
        >
          {t.toPayment}
        </Link>
      )}
    </div>
  );
}

function Replay({ id }: { id: string }) {
  const { webhooks: t } = useTexts();
  const { operator } = useSession();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => replayNote(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  if (!may(operator, "operator")) return <Notice>{t.onlyRead}</Notice>;
  return (
    <div className="flex flex-col items-start gap-2">
      <Button onClick={() => again.mutate()} disabled={again.isPending} data-slot="note-replay">
        <RotateCw aria-hidden className="size-4" />
        {again.isPending ? t.replaying : t.replayIn}
      </Button>
      {again.isSuccess && (
        <Notice tone="good" role="status" data-slot="note-replayed">
          {t.replayedIn}
        </Notice>
      )}
      {again.error !== null && <ProblemNotice error={again.error} />}
    </div>
  );
}
