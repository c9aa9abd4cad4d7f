import { Empty, Notice } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { type Channel, channelKeys, listChannels, useProviders } from "../api/channels.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ChannelItem } from "./channel-item.tsx";
import { RemoveDialog } from "./channel-remove.tsx";

/** 채널 관리: every channel with the values that request_pay takes. */
export function ChannelList() {
  const { channel: t } = useTexts();
  const { code } = useMerchant();
  const [search] = useSearchParams();
  const [leaving, setLeaving] = useState<Channel | null>(null);
  const channels = useQuery({ queryKey: channelKeys.of(code), queryFn: () => listChannels(code) });
  const added = channels.data?.find(({ key }) => key === search.get("added"));
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm leading-relaxed text-ink-soft">{t.lead}</p>
      {added !== undefined && (
        <Notice tone="good" role="status" data-slot="channel-added">
          {t.added(added.name)}
        </Notice>
      )}
      <Load query={channels}>
        {(list) => (
          <Channels list={list} marked={added?.key ?? null} onRemove={(it) => setLeaving(it)} />
        )}
      </Load>
      <RemoveDialog channel={leaving} onClose={() => setLeaving(null)} />
    </div>
  );
}

function Channels({
  list,
  marked,
  onRemove,
}: {
  list: Channel[];
  marked: string | null;
  onRemove: (channel: Channel) => void;
}) {
  const { channel: t } = useTexts();
  const providers = useProviders();
  if (list.length === 0) return <Empty title={t.empty} next={t.emptyNext} />;
  const nameOf = (code: string) =>
    providers.data?.find((provider) => provider.code === code)?.name ?? code;
  return (
    <ul aria-label={t.caption} className="flex flex-col gap-2" data-slot="channels">
      {list.map((channel) => (
        <ChannelItem
          key={channel.key}
          channel={channel}
          provider={nameOf(channel.provider)}
          marked={channel.key === marked}
          onRemove={() => onRemove(channel)}
        />
      ))}
    </ul>
  );
}
