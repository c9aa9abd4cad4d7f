import { Card, type Happening, Timeline } from "@naru/ui";
import type { TimelineEntry } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Texts } from "../i18n/texts.ts";

/** Everything that happened to the payment, newest first, with who and why. */
export function TimelineCard({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t: texts } = useLanguage();
  const t = texts.timeline;
  return (
    <Card title={t.title} data-slot="history">
      <Timeline
        label={t.title}
        empty={t.empty}
        happenings={entries.map((entry, index) => happening(entry, String(index), texts))}
      />
    </Card>
  );
}

const tones: Readonly<Record<string, NonNullable<Happening["tone"]>>> = {
  "payment.paid": "good",
  "payment.failed": "bad",
  "payment.rejected": "bad",
  "note.refund_succeeded": "good",
  "note.refund_rejected": "bad",
  "note.refund_unknown": "warn",
  "note.refund_needs_human": "warn",
};

function happening(entry: TimelineEntry, key: string, { timeline: t }: Texts): Happening {
  const kinds: Readonly<Record<string, string>> = t.kinds;
  const why = [entry.reason, entry.note].filter((one) => one !== null && one !== "");
  return {
    key,
    at: new Date(entry.at),
    what: kinds[entry.kind.replace(".", "_")] ?? entry.kind,
    who: actorName(entry.actor, t),
    ...(why.length === 0 ? {} : { why: why.join(" · ") }),
    tone: tones[entry.kind] ?? "neutral",
  };
}

/** Who it was, in words; an operator or a key is shown as it is named. */
export function actorName(actor: string, t: Texts["timeline"]): string {
  const actors: Readonly<Record<string, string>> = t.actors;
  if (actor.startsWith("operator:")) return actor.slice("operator:".length);
  return actors[actor] ?? actor;
}
