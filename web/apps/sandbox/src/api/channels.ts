import { useQuery } from "@tanstack/react-query";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";
import { type Mode, modes } from "./merchants.ts";

export const taxes = ["unset", "taxable", "exempt"] as const;
export type Tax = (typeof taxes)[number];

export type Channel = {
  key: string;
  name: string;
  mode: Mode;
  provider: string;
  module: string;
  mid: string;
  type: string;
  tax: Tax;
  /** The sub-store that it belongs to; empty: the account itself. */
  tier: string;
};

/** 채널 속성: what a channel of a module is used for. */
export const channelTypes = ["payment", "api_payment", "certification"] as const;
export type ChannelType = (typeof channelTypes)[number];

export type Module = {
  name: string;
  type: ChannelType;
  methods: string[];
  testMids: { mid: string; name: string }[];
};

export type Bank = { code: string; name: string };

export type Provider = { code: string; name: string; modules: Module[]; banks: Bank[] };

export const channelKeys = {
  all: ["channels"] as const,
  of: (imp: string) => ["channels", imp] as const,
  providers: ["providers"] as const,
};

export async function listChannels(imp: string): Promise<Channel[]> {
  const answer = await ask("GET", `/merchants/${encodeURIComponent(imp)}/channels`);
  return answer.at("list").list().map(channel);
}

export async function addChannel(imp: string, added: Omit<Channel, "key">): Promise<Channel> {
  const path = `/merchants/${encodeURIComponent(imp)}/channels`;
  return channel(await ask("POST", path, { body: added }));
}

export async function deleteChannel(imp: string, key: string): Promise<void> {
  await ask("DELETE", `/merchants/${encodeURIComponent(imp)}/channels/${encodeURIComponent(key)}`);
}

/** The PGs; they do not change while the sandbox runs. */
export function useProviders() {
  return useQuery({
    queryKey: channelKeys.providers,
    queryFn: listProviders,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function listProviders(): Promise<Provider[]> {
  const answer = await ask("GET", "/providers");
  return answer.list().map((json) => ({
    code: json.at("code").text(),
    name: json.at("name").text(),
    modules: json.at("modules").list().map(module),
    banks: json
      .at("banks")
      .listOrEmpty()
      .map((bank) => ({ code: bank.at("code").text(), name: bank.at("name").text() })),
  }));
}

/** The value of request_pay's pg that picks this channel. */
export function pgOf(channel: { provider: string; mid: string }): string {
  return `${channel.provider}.${channel.mid}`;
}

function channel(json: Json): Channel {
  return {
    key: json.at("key").text(),
    name: json.at("name").text(),
    mode: json.at("mode").word(modes, "test"),
    provider: json.at("provider").text(),
    module: json.at("module").textOrEmpty(),
    mid: json.at("mid").text(),
    type: json.at("type").text(),
    tax: json.at("tax").word(taxes, "unset"),
    tier: json.at("tier").textOrEmpty(),
  };
}

function module(json: Json): Module {
  return {
    name: json.at("name").text(),
    type: json.at("type").word(channelTypes, "payment"),
    methods: json
      .at("methods")
      .listOrEmpty()
      .map((method) => method.text()),
    testMids: json
      .at("test_mids")
      .listOrEmpty()
      .map((mid) => ({ mid: mid.at("mid").text(), name: mid.at("name").text() })),
  };
}
