import { Card, type Happening, Timeline } from "@naru/ui";
import type { TimelineEntry, Told } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language, Texts } from "../i18n/texts.ts";

/** Everything that happened to the payment, newest first, with who and why. */
export function TimelineCard({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t: texts, language } = useLanguage();
  const t = texts.timeline;
  return (
    <Card title={t.title} data-slot="history">
      <Timeline
        label={t.title}
        empty={t.empty}
        happenings={[...entries].reverse().map((entry) => happening(entry, texts, language))}
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

function happening(entry: TimelineEntry, texts: Texts, language: Language): Happening {
  const t = texts.timeline;
  const kinds: Readonly<Record<string, string>> = t.kinds;
  const said = entry.reason === null ? "" : sentence(entry.reason, language);
  const why = [said, entry.note].filter((one) => one !== "");
  return {
    key: entry.id,
    at: new Date(entry.at),
    what: kinds[entry.kind.replace(".", "_")] ?? entry.kind,
    who: actorName(entry.actor, t),
    ...(why.length === 0 ? {} : { why: why.join(" · ") }),
    tone: tones[entry.kind] ?? "neutral",
  };
}

function sentence(told: Told, language: Language): string {
  return language === "ko" ? told.message_ko : told.message_en;
}

/** Who it was, in words: an operator by name, a key as it is, the command line by its user. */
export function actorName(actor: string, t: Texts["timeline"]): string {
  const actors: Readonly<Record<string, string>> = t.actors;
  const operator = /^opr_\S+ (.+)$/.exec(actor);
  if (operator !== null) return operator[1] ?? actor;
  if (actor.startsWith("cli:")) return t.commandLine(actor.slice("cli:".length));
  return actors[actor] ?? actor;
}
