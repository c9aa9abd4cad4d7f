import { formatKST } from "@naru/ui";

/** What a minute-precise time box shows for an instant, in Korea: 2026-01-01T09:00. */
export function toBox(at: Date): string {
  return formatKST(at).slice(0, 16).replace(" ", "T");
}

/** The instant that a time box means, read as Korean time in RFC 3339; null when it is none. */
export function fromBox(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const whole = `${text.length === 16 ? `${text}:00` : text}+09:00`;
  return Number.isNaN(Date.parse(whole)) ? null : whole;
}

/** The first whole minute that is not before an instant, so that it may be set. */
export function nextMinute(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / 60_000) * 60_000);
}
