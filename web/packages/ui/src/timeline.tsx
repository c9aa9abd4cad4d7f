import type { ReactNode } from "react";
import { KstTime } from "./kst-time.tsx";

export type Happening = {
  readonly key: string;
  readonly at: Date;
  readonly what: ReactNode;
  /** Who did it: a person, the buyer, PortOne, the server itself. */
  readonly who: ReactNode;
  /** Why it was done, in the words of who did it. */
  readonly why?: ReactNode;
  readonly tone?: "neutral" | "good" | "warn" | "bad";
};

const marks = {
  neutral: "border-edge bg-surface",
  good: "border-good bg-good",
  warn: "border-warn bg-warn-soft",
  bad: "border-bad bg-bad",
} as const;

/** What happened, one after the other: when, what, who and why. */
export function Timeline({
  label,
  happenings,
  empty,
}: {
  label: string;
  happenings: readonly Happening[];
  empty: ReactNode;
}) {
  if (happenings.length === 0) {
    return <p className="py-4 text-sm text-ink-soft">{empty}</p>;
  }
  return (
    <ol aria-label={label} data-slot="timeline" className="flex flex-col">
      {happenings.map(({ key, at, what, who, why, tone = "neutral" }) => (
        <li
          key={key}
          data-slot="timeline-item"
          className="relative border-l border-line pb-4 pl-5 last:border-transparent last:pb-0"
        >
          <span
            aria-hidden
            className={`absolute top-1.5 -left-[5px] size-2.5 rounded-full border-2 ${marks[tone]}`}
          />
          <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
            <span className="font-medium text-ink">{what}</span>
            <span className="text-ink-soft">{who}</span>
          </p>
          {why !== undefined && why !== "" && (
            <p className="mt-0.5 text-sm leading-relaxed break-words text-ink-soft">{why}</p>
          )}
          <p className="mt-0.5 text-xs text-ink-faint">
            <KstTime at={at} />
          </p>
        </li>
      ))}
    </ol>
  );
}
