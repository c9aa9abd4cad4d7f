import { ask } from "./client.ts";
import type { Json } from "./decode.ts";

/** 하위상점: a sub-store with channels of its own. */
export type Tier = { code: string; name: string; channels: number; createdAt: number };

export const settingKeys = {
  all: ["settings"] as const,
  tiers: (imp: string) => ["settings", "tiers", imp] as const,
  whitelist: (imp: string) => ["settings", "whitelist", imp] as const,
  confirm: (imp: string) => ["settings", "confirm", imp] as const,
};

const of = (imp: string) => `/merchants/${encodeURIComponent(imp)}`;

export async function listTiers(imp: string): Promise<Tier[]> {
  return (await ask("GET", `${of(imp)}/tiers`)).at("list").listOrEmpty().map(tier);
}

export async function addTier(imp: string, code: string, name: string): Promise<Tier> {
  return tier(
    await ask("POST", `${of(imp)}/tiers`, { body: { tier_code: code, tier_name: name } }),
  );
}

export async function removeTier(imp: string, code: string): Promise<void> {
  await ask("DELETE", `${of(imp)}/tiers/${encodeURIComponent(code)}`);
}

/** 화이트리스트: blocks of addresses that may call the REST API; none lets all in. */
export async function getWhitelist(imp: string): Promise<string[]> {
  return blocks(await ask("GET", `${of(imp)}/ip-whitelist`));
}

export async function saveWhitelist(imp: string, list: readonly string[]): Promise<string[]> {
  return blocks(await ask("PUT", `${of(imp)}/ip-whitelist`, { body: { list } }));
}

/** Whether confirm_url of request_pay is called before an approval. */
export async function getConfirm(imp: string): Promise<boolean> {
  return (await ask("GET", `${of(imp)}/settings`)).at("confirm_process").bool();
}

export async function saveConfirm(imp: string, on: boolean): Promise<boolean> {
  const body = { confirm_process: on };
  return (await ask("PUT", `${of(imp)}/settings`, { body })).at("confirm_process").bool();
}

function tier(json: Json): Tier {
  return {
    code: json.at("tier_code").text(),
    name: json.at("tier_name").text(),
    channels: json.at("channels").integerOrZero(),
    createdAt: json.at("created_at").integerOrZero(),
  };
}

function blocks(json: Json): string[] {
  return json
    .at("list")
    .listOrEmpty()
    .map((block) => block.text());
}
