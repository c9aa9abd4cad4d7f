import type { ReactNode } from "react";

const tones = {
  neutral: "bg-raised text-ink-soft",
  info: "bg-accent-soft text-accent",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
} as const;

export type Tone = keyof typeof tones;

/** A short state word; the word carries the meaning, the colour only helps. */
export function Badge({
  tone = "neutral",
  children,
  "data-slot": slot,
}: {
  tone?: Tone;
  children: ReactNode;
  "data-slot"?: string;
}) {
  return (
    <span
      data-slot={slot}
      className={`inline-flex items-center rounded px-1.5 py-0.5 text-xs font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
