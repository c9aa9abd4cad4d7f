const kstOffset = 9 * 60 * 60 * 1000;

/**
 * Korean time for reading, "2026-11-23 10:04:05". The offset is fixed (Korea has
 * had no daylight saving since 1988), so the visitor's own zone plays no part.
 */
export function formatKST(at: Date): string {
  return new Date(at.getTime() + kstOffset).toISOString().slice(0, 19).replace("T", " ");
}

/** The exact instant in UTC, with milliseconds, for the hover. */
export function formatUTC(at: Date): string {
  return `${at.toISOString().slice(0, 23).replace("T", " ")} UTC`;
}

/** UNIX seconds as PortOne V1 sends them; 0 and null mean "not yet". */
export function fromUnix(seconds: number | null | undefined): Date | null {
  return seconds === null || seconds === undefined || seconds === 0
    ? null
    : new Date(seconds * 1000);
}
