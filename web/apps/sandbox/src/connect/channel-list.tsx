import { Badge, Button, type Column, Dialog, Notice, Table } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "wouter";
import {
  type Channel,
  channelKeys,
  deleteChannel,
  listChannels,
  listProviders,
  pgOf,
} from "../api/channels.ts";
import { useTexts } from "../i18n/language.tsx";
import { Copy } from "../layout/code.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { Empty } from "../layout/page.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** 채널 관리: every channel with the values that request_pay takes. */
export function ChannelList() {
  const { channel: t } = useTexts();
  const { code } = useMerchant();
  const [search] = useSearchParams();
  const [leaving, setLeaving] = useState<Channel | null>(null);
  const channels = useQuery({ queryKey: channelKeys.of(code), queryFn: () => listChannels(code) });
  const columns = useColumns(setLeaving);
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
        {(rows) => (
          <Table
            caption={t.caption}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.key}
            selected={added?.key ?? null}
            empty={<Empty title={t.empty} next={t.emptyNext} />}
          />
        )}
      </Load>
      <RemoveDialog channel={leaving} onClose={() => setLeaving(null)} />
    </div>
  );
}

function useColumns(remove: (channel: Channel) => void): Column<Channel>[] {
  const { channel: t } = useTexts();
  const providers = useQuery({
    queryKey: channelKeys.providers,
    queryFn: listProviders,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const nameOf = (code: string) =>
    providers.data?.find((provider) => provider.code === code)?.name ?? code;
  return [
    {
      key: "name",
      head: t.name,
      cell: (row) => (
        <div className="min-w-40">
          <p className="font-medium">{row.name}</p>
          <p className="text-xs text-ink-faint">
            {[nameOf(row.provider), typeName(t.types, row.type), t.taxes[row.tax]].join(" · ")}
          </p>
        </div>
      ),
    },
    {
      key: "mode",
      head: t.mode,
      cell: (row) => (
        <Badge tone={row.mode === "test" ? "info" : "warn"}>{t.modes[row.mode]}</Badge>
      ),
    },
    { key: "pg", head: t.pg, cell: (row) => <Value text={pgOf(row)} name={t.pg} slot="pg" /> },
    {
      key: "key",
      head: t.key,
      cell: (row) => <Value text={row.key} name={t.key} slot="channel-key" />,
    },
    {
      key: "remove",
      head: <span className="sr-only">{t.remove}</span>,
      align: "right",
      cell: (row) => (
        <Button
          tone="quiet"
          size="small"
          aria-label={`${row.name} ${t.remove}`}
          onClick={() => remove(row)}
          data-slot="channel-remove"
        >
          <Trash2 aria-hidden className="size-4" />
        </Button>
      ),
    },
  ];
}

function typeName(names: Readonly<Record<string, string>>, type: string): string {
  return names[type] ?? type;
}

function Value({ text, name, slot }: { text: string; name: string; slot: string }) {
  return (
    <span className="flex items-center">
      <code data-slot={slot} className="font-mono text-xs whitespace-nowrap">
        {text}
      </code>
      <Copy text={text} name={name} data-slot={`copy-${slot}`} />
    </span>
  );
}

function RemoveDialog({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  const { channel: t, app } = useTexts();
  const { code } = useMerchant();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (key: string) => deleteChannel(code, key),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: channelKeys.of(code) });
      onClose();
    },
  });
  return (
    <Dialog
      open={channel !== null}
      onClose={onClose}
      title={t.removeTitle}
      closeLabel={app.close}
      data-slot="channel-remove-dialog"
      footer={
        <>
          <Button onClick={onClose}>{app.cancel}</Button>
          <Button
            tone="danger"
            disabled={remove.isPending}
            onClick={() => channel !== null && remove.mutate(channel.key)}
            data-slot="channel-remove-confirm"
          >
            {t.remove}
          </Button>
        </>
      }
    >
      <p className="text-sm leading-relaxed">{t.removeText(channel?.name ?? "")}</p>
      {remove.error !== null && <ProblemNotice error={remove.error} />}
    </Dialog>
  );
}
