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

/** The shared MID that was meant when only the capitals differ; otherwise null. */
export function meantMid(module: Module, typed: string): string | null {
  const same = module.testMids.find(({ mid }) => mid.toLowerCase() === typed.toLowerCase());
  return same === undefined || same.mid === typed ? null : same.mid;
}
