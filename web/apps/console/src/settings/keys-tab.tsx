import { Button, type Column, Empty, KstTime, RowButton, StateBadge, Table } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { type ApiKey, keyKeys, listKeys } from "../api/keys.ts";
import { useTexts } from "../i18n/language.tsx";
import { Faded } from "../list/faded.tsx";
import { useOpened } from "../list/opened.ts";
import { KeyAdd } from "./key-add.tsx";
import { KeyDrawer } from "./key-drawer.tsx";
import { SecretOnce } from "./secret-once.tsx";

/** API 키: with what the shop's servers call this one, and what each may do. */
export function KeysTab() {
  const { settings: t } = useTexts();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [opened, open] = useOpened();
  const columns = useColumns(open);
  const keys = useQuery({ queryKey: keyKeys.all, queryFn: listKeys });
  const show = (made: string) => {
    setAdding(false);
    open(null);
    setSecret(made);
  };
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-60 text-sm leading-relaxed text-ink-soft">
          {t.keysNote}
        </p>
        <Button tone="primary" onClick={() => setAdding(true)} data-slot="key-add">
          <KeyRound aria-hidden className="size-4" />
          {t.keyAdd}
        </Button>
      </div>
      <Faded query={keys}>
        {({ data }) => (
          <>
            <Table
              caption={t.tabs.keys}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              selected={opened}
              empty={<Empty title={t.keysNone} next={t.keysNoneNext} />}
            />
            <KeyDrawer
              apiKey={data.find(({ id }) => id === opened) ?? null}
              onMade={show}
              onClose={() => open(null)}
            />
          </>
        )}
      </Faded>
      {adding && <KeyAdd onMade={show} onClose={() => setAdding(false)} />}
      <SecretOnce
        secret={secret}
        title={t.keyMade}
        text={t.keyMadeText}
        name={t.key}
        onClose={() => setSecret(null)}
      />
    </>
  );
}

function useColumns(open: (id: string) => void): Column<ApiKey>[] {
  const { settings: t } = useTexts();
  return [
    {
      key: "name",
      head: t.keyName,
      cell: (row) => (
        <div className="min-w-36">
          <RowButton onOpen={() => open(row.id)} slot="key-link">
            {row.name}
          </RowButton>
          <p className="mt-0.5 font-mono text-xs text-ink-soft">…{row.tail}</p>
        </div>
      ),
    },
    { key: "state", head: t.state, cell: (row) => <KeyBadge of={row} /> },
    {
      key: "scopes",
      head: t.scopes,
      wide: true,
      cell: (row) => row.scopes.map((scope) => t.scopeNames[scope]).join(", "),
    },
    {
      key: "used",
      head: t.lastUsedAt,
      wide: true,
      cell: (row) => <KstTime at={row.last_used_at === null ? null : new Date(row.last_used_at)} />,
    },
    {
      key: "expires",
      head: t.expiresAt,
      wide: true,
      cell: (row) =>
        row.expires_at === null ? t.never : <KstTime at={new Date(row.expires_at)} />,
    },
  ];
}

export function KeyBadge({ of }: { of: ApiKey }) {
  const { settings: t } = useTexts();
  return (
    <StateBadge
      state={of.state}
      words={t.keyStates}
      tones={{ active: "good", expired: "warn", revoked: "neutral" }}
      slot="key"
    />
  );
}
