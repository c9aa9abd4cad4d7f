import { Button, type Column, Empty, RowButton, StateBadge, Table } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { endpointKeys, listEndpoints, type WebhookEndpoint } from "../api/endpoints.ts";
import { may } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { Faded } from "../list/faded.tsx";
import { useOpened } from "../list/opened.ts";
import { useSession } from "../session/session-context.ts";
import { eventName } from "../webhooks/event-name.ts";
import { EndpointAdd } from "./endpoint-add.tsx";
import { EndpointDrawer } from "./endpoint-drawer.tsx";
import { SecretOnce } from "./secret-once.tsx";

/** 웹훅 엔드포인트: where the shop is told of what happened to its payments. */
export function EndpointsTab() {
  const { settings: t } = useTexts();
  const { operator } = useSession();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [opened, open] = useOpened();
  const columns = useColumns(open);
  const endpoints = useQuery({ queryKey: endpointKeys.all, queryFn: listEndpoints });
  const show = (made: string) => {
    setAdding(false);
    setSecret(made);
  };
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-60 text-sm leading-relaxed text-ink-soft">
          {t.endpointsNote}
        </p>
        {may(operator, "admin") && (
          <Button tone="primary" onClick={() => setAdding(true)} data-slot="endpoint-add">
            <Plus aria-hidden className="size-4" />
            {t.endpointAdd}
          </Button>
        )}
      </div>
      <Faded query={endpoints}>
        {({ data }) => (
          <>
            <Table
              caption={t.tabs.endpoints}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              selected={opened}
              empty={<Empty title={t.endpointsNone} next={t.endpointsNoneNext} />}
            />
            <EndpointDrawer
              endpoint={data.find(({ id }) => id === opened) ?? null}
              onMade={show}
              onClose={() => open(null)}
            />
          </>
        )}
      </Faded>
      {adding && <EndpointAdd onMade={show} onClose={() => setAdding(false)} />}
      <SecretOnce
        secret={secret}
        title={t.signing}
        text={t.signingText}
        name={t.signing}
        onClose={() => setSecret(null)}
      />
    </>
  );
}

function useColumns(open: (id: string) => void): Column<WebhookEndpoint>[] {
  const { settings: t, webhooks } = useTexts();
  return [
    {
      key: "url",
      head: t.url,
      cell: (row) => (
        <div className="min-w-44">
          <RowButton onOpen={() => open(row.id)} slot="endpoint-link">
            <span className="break-all">{row.url}</span>
          </RowButton>
          <p className="mt-0.5 text-xs text-ink-soft">
            {row.configured ? t.configured : row.description}
          </p>
        </div>
      ),
    },
    { key: "state", head: t.state, cell: (row) => <EndpointBadge of={row} /> },
    {
      key: "events",
      head: t.eventsOf,
      wide: true,
      cell: (row) =>
        row.events.length === 0
          ? t.everything
          : row.events.map((type) => eventName(webhooks, type)).join(", "),
    },
  ];
}

export function EndpointBadge({ of }: { of: WebhookEndpoint }) {
  const { settings: t } = useTexts();
  return (
    <StateBadge
      state={of.state}
      words={t.endpointStates}
      tones={{ active: "good", paused: "warn", disabled: "bad" }}
      slot="endpoint"
    />
  );
}
