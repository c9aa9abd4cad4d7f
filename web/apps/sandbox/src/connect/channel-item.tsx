import { Badge, Button } from "@naru/ui";
import { Trash2 } from "lucide-react";
import { type Channel, pgOf } from "../api/channels.ts";
import { useTexts } from "../i18n/language.tsx";
import { Copy } from "../layout/code.tsx";

/** One channel with the values that request_pay takes, each to be copied. */
export function ChannelItem({
  channel,
  provider,
  marked,
  onRemove,
}: {
  channel: Channel;
  provider: string;
  marked: boolean;
  onRemove: () => void;
}) {
  const { channel: t, tier } = useTexts();
  const types: Readonly<Record<string, string>> = t.types;
  return (
    <li
      data-row={channel.key}
      className={`grid grid-cols-[1fr_auto] gap-x-6 gap-y-2 rounded-xl border bg-surface p-4 md:grid-cols-[1fr_26rem_auto] md:items-center ${marked ? "border-accent" : "border-line"}`}
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium" data-slot="row-channel-name">
            {channel.name}
          </span>
          <Badge tone={channel.mode === "test" ? "info" : "warn"}>{t.modes[channel.mode]}</Badge>
          {channel.tier !== "" && <Badge>{`${tier.one} ${channel.tier}`}</Badge>}
        </p>
        <p className="mt-0.5 text-xs leading-relaxed text-ink-faint">
          {[provider, channel.module].filter((part) => part !== "").join(" · ")}
          <br />
          {[types[channel.type] ?? channel.type, t.taxes[channel.tax]].join(" · ")}
        </p>
      </div>
      <dl className="min-w-0 max-md:order-last max-md:col-span-2">
        <Value label={t.pg} text={pgOf(channel)} slot="pg" />
        <Value label={t.key} text={channel.key} slot="channel-key" />
      </dl>
      <Button
        tone="quiet"
        size="small"
        className="self-start md:self-center"
        aria-label={`${channel.name} ${t.remove}`}
        onClick={onRemove}
        data-slot="channel-remove"
      >
        <Trash2 aria-hidden className="size-4" />
      </Button>
    </li>
  );
}

function Value({ label, text, slot }: { label: string; text: string; slot: string }) {
  return (
    <div className="flex min-w-0 items-center gap-2">
      <dt className="w-14 shrink-0 text-xs text-ink-faint">{label}</dt>
      <dd className="flex min-w-0 flex-1 items-center">
        <code data-slot={slot} className="min-w-0 flex-1 font-mono text-xs break-all">
          {text}
        </code>
        <Copy text={text} name={label} data-slot={`copy-${slot}`} />
      </dd>
    </div>
  );
}
