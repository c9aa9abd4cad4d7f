import { KstTime } from "@naru/ui";
import type { Attempt, Delivery } from "../api/deliveries.ts";
import { useTexts } from "../i18n/language.tsx";
import { Raw } from "../layout/raw.tsx";
import { DeliveryBadge } from "./delivery-badge.tsx";
import { noteText } from "./note.ts";

/** One webhook: what was sent where, and what came back. */
export function DeliveryItem({ delivery }: { delivery: Delivery }) {
  const { hooks: t } = useTexts();
  const note = noteText(t, delivery);
  return (
    <div
      data-slot="delivery"
      data-state={delivery.state}
      className="flex flex-col gap-2 rounded-md border border-line p-3"
    >
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <DeliveryBadge state={delivery.state} />
        <code className="font-mono text-xs">{delivery.event}</code>
        <KstTime at={delivery.createdAt} className="ml-auto text-xs text-ink-faint" />
      </div>
      {delivery.url !== "" && (
        <code className="font-mono text-xs break-all text-ink-soft">{delivery.url}</code>
      )}
      {note !== "" && (
        <p className="text-sm text-ink-soft" data-slot="delivery-note">
          {note}
        </p>
      )}
      <Raw label={`${t.request} · ${delivery.contentType}`} text={delivery.body} />
      {delivery.attempts.map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attempts are only ever appended.
        <AttemptPart key={index} attempt={attempt} number={index + 1} />
      ))}
    </div>
  );
}

function AttemptPart({ attempt, number }: { attempt: Attempt; number: number }) {
  const { hooks: t } = useTexts();
  return (
    <div data-slot="attempt" data-code={attempt.code}>
      <p className="flex flex-wrap items-baseline gap-2 text-xs text-ink-soft">
        <span>{t.attempt(number)}</span>
        <span className="font-medium text-ink">
          {attempt.code === 0 ? t.noCode : `${t.code} ${attempt.code}`}
        </span>
        <KstTime at={attempt.at} className="ml-auto text-ink-faint" />
      </p>
      {attempt.problem === "" ? (
        <Raw label={t.response} text={attempt.response} />
      ) : (
        <p className="mt-1 text-xs text-bad">
          {attempt.problem.includes("--allow-host") ? t.foreign : attempt.problem}
        </p>
      )}
    </div>
  );
}
