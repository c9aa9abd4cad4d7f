import { formatKST, formatUTC } from "./time.ts";

/** A time in KST with the exact UTC on hover; an absent one is a dash. */
export function KstTime({ at, className }: { at: Date | null; className?: string | undefined }) {
  if (at === null) return <span className={className}>–</span>;
  return (
    <time
      data-slot="time"
      dateTime={at.toISOString()}
      title={formatUTC(at)}
      className={`tabular-nums whitespace-nowrap ${className ?? ""}`}
    >
      {formatKST(at)}
    </time>
  );
}
