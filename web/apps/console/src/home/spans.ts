export type Units = {
  readonly seconds: (n: string) => string;
  readonly minutes: (n: string) => string;
  readonly hours: (n: string) => string;
  readonly days: (n: string) => string;
};

const steps = [
  ["days", 86_400],
  ["hours", 3600],
  ["minutes", 60],
] as const;

/** A span in its largest fitting unit, and the next one where something is left: 1분 30초. */
export function duration(seconds: number, units: Units): string {
  const whole = Math.round(seconds);
  for (const [index, [unit, size]] of steps.entries()) {
    if (whole < size) continue;
    const [next, nextSize] = steps[index + 1] ?? (["seconds", 1] as const);
    const rest = Math.floor((whole % size) / nextSize);
    const main = units[unit](String(Math.floor(whole / size)));
    return rest === 0 ? main : `${main} ${units[next](String(rest))}`;
  }
  return units.seconds(String(whole));
}

/** What a bar of the histogram counts: from one bound to the next, the last one open. */
export function span(
  from: number,
  upto: number | null,
  words: {
    readonly units: Units;
    readonly within: (span: string) => string;
    readonly between: (from: string, to: string) => string;
    readonly over: (span: string) => string;
  },
): string {
  const start = duration(from, words.units);
  if (upto === null) return words.over(start);
  const end = duration(upto, words.units);
  return from === 0 ? words.within(end) : words.between(start, end);
}

/** The bars up to the last one that counts anything: a long row of noughts says nothing. */
export function withoutTail<Bucket extends { readonly count: number }>(
  buckets: readonly Bucket[],
): readonly Bucket[] {
  return buckets.slice(0, buckets.findLastIndex(({ count }) => count > 0) + 1);
}
