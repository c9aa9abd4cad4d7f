import { Badge, Button, type Column, KstTime, RowButton, Table } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { listStaff, type Staff, staffKeys } from "../api/operators.ts";
import { formatLimit } from "../format/limit.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Faded } from "../list/faded.tsx";
import { useOpened } from "../list/opened.ts";
import { OperatorAdd } from "./operator-add.tsx";
import { OperatorDrawer } from "./operator-drawer.tsx";
import { SecretOnce } from "./secret-once.tsx";

/** 운영자: who may enter, as what, and up to how much they give back alone. */
export function OperatorsTab() {
  const { settings: t } = useTexts();
  const [adding, setAdding] = useState(false);
  const [password, setPassword] = useState<string | null>(null);
  const [opened, open] = useOpened();
  const columns = useColumns(open);
  const staff = useQuery({ queryKey: staffKeys.all, queryFn: listStaff });
  const show = (secret: string) => {
    setAdding(false);
    open(null);
    setPassword(secret);
  };
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-60 text-sm leading-relaxed text-ink-soft">
          {t.operatorsNote}
        </p>
        <Button tone="primary" onClick={() => setAdding(true)} data-slot="operator-add">
          <UserPlus aria-hidden className="size-4" />
          {t.operatorAdd}
        </Button>
      </div>
      <Faded query={staff}>
        {({ data }) => (
          <>
            <Table
              caption={t.tabs.operators}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              selected={opened}
              empty={t.operatorsNote}
            />
            <OperatorDrawer
              staff={data.find(({ id }) => id === opened) ?? null}
              onReset={show}
              onClose={() => open(null)}
            />
          </>
        )}
      </Faded>
      {adding && <OperatorAdd onMade={show} onClose={() => setAdding(false)} />}
      <SecretOnce
        secret={password}
        title={t.startTitle}
        text={t.startText}
        name={t.startTitle}
        onClose={() => setPassword(null)}
      />
    </>
  );
}

function useColumns(open: (id: string) => void): Column<Staff>[] {
  const { t: texts, language } = useLanguage();
  const t = texts.settings;
  return [
    {
      key: "name",
      head: t.name,
      cell: (row) => (
        <div className="min-w-36">
          <RowButton onOpen={() => open(row.id)} slot="operator-link">
            {row.name}
          </RowButton>
          <p className="mt-0.5 text-xs break-all text-ink-soft">{row.email}</p>
        </div>
      ),
    },
    { key: "role", head: t.role, cell: (row) => texts.roles[row.role] },
    {
      key: "limit",
      head: t.limit,
      align: "right",
      wide: true,
      cell: (row) => formatLimit(row.refund_limit, t.noLimit, language),
    },
    { key: "state", head: t.state, cell: (row) => <StaffBadge of={row} /> },
    {
      key: "codes",
      head: t.codes,
      wide: true,
      cell: (row) => (row.totp ? t.codesOn : t.codesOff),
    },
    {
      key: "at",
      head: t.createdAt,
      wide: true,
      cell: (row) => <KstTime at={new Date(row.created_at)} />,
    },
  ];
}

function StaffBadge({ of }: { of: Staff }) {
  const { settings: t } = useTexts();
  if (of.disabled_at !== null) return <Badge data-slot="staff-disabled">{t.disabled}</Badge>;
  if (of.start_password) {
    return (
      <Badge tone="warn" data-slot="staff-starting">
        {t.starting}
      </Badge>
    );
  }
  return (
    <Badge tone="good" data-slot="staff-active">
      {t.active}
    </Badge>
  );
}
