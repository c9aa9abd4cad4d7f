/**
 * Round steps of an axis from 0 to at least most: 1, 2 or 5 times a power of
 * ten, never a part of a unit, because there is no half won and no half payment.
 */
export function ticks(most: number, about = 4): readonly number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5].find((n) => n * power >= rough) ?? 10) * power);
  const count = Math.ceil(most / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Which of n labels fit into width when each needs room: always the last, then evenly back. */
export function labelled(n: number, width: number, room: number): ReadonlySet<number> {
  const every = Math.max(1, Math.ceil((n * room) / Math.max(width, room)));
  const shown = new Set<number>();
  for (let index = n - 1; index >= 0; index -= every) shown.add(index);
  return shown;
}
