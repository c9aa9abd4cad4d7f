import type { Module, Provider } from "../api/channels.ts";

// A name is stored in bytes; a Korean letter takes three.
const NAME_BYTES = 60;

/** PortOne takes letters, Korean ones too, digits, space, _ and - in a channel's name. */
export function isChannelName(name: string): boolean {
  const bytes = new TextEncoder().encode(name).length;
  return /^[A-Za-z0-9가-힣 _-]+$/.test(name) && name.trim() !== "" && bytes <= NAME_BYTES;
}

export function isMid(mid: string): boolean {
  return /^[\x21-\x7e]{1,80}$/.test(mid);
}

/** The name that a channel gets when a shared test MID is picked. */
export function suggestedName(provider: Provider, mid: string): string {
  return `${provider.code} ${mid}`;
}

/**
 * The shared MID that was meant when only the capitals differ, or one letter is
 * wrong, missing or too many; otherwise null.
 */
export function meantMid(module: Module, typed: string): string | null {
  const mids = module.testMids.map(({ mid }) => mid);
  if (mids.includes(typed)) return null;
  const near = mids.filter((mid) => isNear(mid.toLowerCase(), typed.toLowerCase()));
  return near[0] ?? null;
}

function isNear(a: string, b: string): boolean {
  if (a === b) return true;
  if (b.length < 4 || Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head++;
  const rest = (text: string, skip: number) => text.slice(head + skip);
  return [
    [1, 1],
    [1, 0],
    [0, 1],
  ].some(([ofA = 0, ofB = 0]) => rest(a, ofA) === rest(b, ofB));
}

/** The gateways whose name or code contains what was typed, in any capitals. */
export function findProviders(providers: readonly Provider[], typed: string): Provider[] {
  const words = typed.toLowerCase().split(/\s+/);
  return providers.filter(({ name, code }) => {
    const all = `${name} ${code}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
