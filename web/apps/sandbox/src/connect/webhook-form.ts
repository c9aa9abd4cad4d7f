import type { WebhookSettings } from "../api/merchants.ts";

/** An address that can be called, or none at all. */
export function isEndpoint(url: string): boolean {
  if (url === "") return true;
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** The host of an address, as --allow-host takes it. */
export function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}

export function sameSettings(a: WebhookSettings, b: WebhookSettings): boolean {
  return (["live", "test"] as const).every(
    (mode) => a[mode].url === b[mode].url && a[mode].contentType === b[mode].contentType,
  );
}
