const KST_MS = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The last days up to today, in Korea; 1 is today alone. */
export function lastDays(now: Date, days: number): { from: string; to: string } {
  return { from: dayOf(new Date(now.getTime() - (days - 1) * DAY_MS)), to: dayOf(now) };
}

/** The month in Korea of now, or of so many months before, as its first and last day. */
export function monthOf(now: Date, before: number): { from: string; to: string } {
  const [year, month] = dayOf(now).split("-").map(Number) as [number, number];
  const first = new Date(Date.UTC(year, month - 1 - before, 1));
  const last = new Date(Date.UTC(year, month - before, 0));
  return { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
}

/** The day in Korea, 2026-11-23. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + KST_MS).toISOString().slice(0, 10);
}
