import { formatKST, formatUTC } from "@naru/ui";
import type { ReactNode } from "react";

/** Names and values, one pair a line. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="flex flex-col gap-2 text-sm">{children}</dl>;
}

export function Fact({
  label,
  children,
  "data-slot": slot,
}: {
  label: string;
  children: ReactNode;
  "data-slot"?: string;
}) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-ink-soft">{label}</dt>
      <dd className="min-w-0 text-right text-ink" data-slot={slot}>
        {children}
      </dd>
    </div>
  );
}

/** A time in Korea, exact in UTC on hover. */
export function When({ at }: { at: Date }) {
  return (
    <time dateTime={at.toISOString()} title={formatUTC(at)} className="tabular-nums">
      {formatKST(at)} KST
    </time>
  );
}
