import type { ReactNode } from "react";

/** How far a long work is. Total null: it is going on, and nobody knows how long. */
export function ProgressBar({
  label,
  done,
  total,
  text,
  action,
  "data-slot": slot = "progress",
}: {
  label: string;
  done: number;
  total: number | null;
  /** The same in words: "1,200 of 40,000 rows". */
  text: string;
  action?: ReactNode;
  "data-slot"?: string;
}) {
  return (
    <div data-slot={slot} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <progress
        aria-label={label}
        className="h-2 min-w-32 flex-1 accent-accent"
        {...(total === null ? {} : { value: Math.min(done, total), max: Math.max(total, 1) })}
      />
      <span className="text-ink-soft tabular-nums">{text}</span>
      {action}
    </div>
  );
}
