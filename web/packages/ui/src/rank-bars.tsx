/** Things by how many there are, each with its name, its number and a bar. */
export function RankBars({
  label,
  rows,
  "data-slot": slot = "rank",
}: {
  label: string;
  rows: readonly {
    readonly key: string;
    readonly name: string;
    readonly value: number;
    /** The value as it is read: "12건". */
    readonly text: string;
  }[];
  "data-slot"?: string;
}) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <ol aria-label={label} data-slot={slot} className="flex flex-col gap-2.5 text-sm">
      {rows.map(({ key, name, value, text }) => (
        <li key={key}>
          <span className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 break-words">{name}</span>
            <span className="shrink-0 text-ink-soft tabular-nums">{text}</span>
          </span>
          <svg aria-hidden width="100%" height="6" className="mt-1 block">
            <rect width="100%" height="6" rx="3" className="fill-raised" />
            <rect width={`${(value / most) * 100}%`} height="6" rx="3" className="fill-accent" />
          </svg>
        </li>
      ))}
    </ol>
  );
}
