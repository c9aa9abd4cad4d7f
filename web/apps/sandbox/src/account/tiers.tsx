import { Button, Card, type Column, controlClass, Empty, Field, Table } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { addTier, listTiers, removeTier, settingKeys, type Tier } from "../api/settings.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** 하위상점: sub-stores, told apart by their tier code. */
export function Tiers() {
  const { tier: t } = useTexts();
  const { code } = useMerchant();
  const tiers = useQuery({ queryKey: settingKeys.tiers(code), queryFn: () => listTiers(code) });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm leading-relaxed text-ink-soft">{t.lead}</p>
      <Load query={tiers}>{(list) => <TierTable imp={code} rows={list} />}</Load>
      <AddForm imp={code} />
    </div>
  );
}

function TierTable({ imp, rows }: { imp: string; rows: Tier[] }) {
  const { t: texts, language } = useLanguage();
  const t = texts.tier;
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (code: string) => removeTier(imp, code),
    onSuccess: () => queries.invalidateQueries({ queryKey: settingKeys.all }),
  });
  const columns: Column<Tier>[] = [
    { key: "code", head: t.code, cell: (row) => <code className="font-mono">{row.code}</code> },
    { key: "name", head: t.name, cell: (row) => row.name },
    {
      key: "channels",
      head: t.channels,
      align: "right",
      cell: (row) => row.channels.toLocaleString(language),
    },
    {
      key: "do",
      head: <span className="sr-only">{t.actions}</span>,
      align: "right",
      cell: (row) => (
        <span className="inline-flex items-center gap-1">
          <Link
            href={`/payments?tier=${encodeURIComponent(row.code)}`}
            className="text-xs font-medium whitespace-nowrap text-accent underline underline-offset-4"
            data-slot="tier-payments"
          >
            {t.payments}
          </Link>
          <Button
            tone="quiet"
            size="small"
            disabled={remove.isPending}
            aria-label={`${row.code} ${t.remove}`}
            onClick={() => remove.mutate(row.code)}
            data-slot="tier-remove"
          >
            <Trash2 aria-hidden className="size-4" />
          </Button>
        </span>
      ),
    },
  ];
  return (
    <>
      <Table
        caption={t.title}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.code}
        empty={<Empty title={t.empty} next={t.emptyNext} />}
      />
      {remove.error !== null && <ProblemNotice error={remove.error} />}
    </>
  );
}

function AddForm({ imp }: { imp: string }) {
  const { tier: t } = useTexts();
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: () => addTier(imp, code.trim(), name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: settingKeys.all });
      setCode("");
      setName("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Card title={t.add}>
      <form noValidate onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <Field label={t.code} required>
          {(control) => (
            <input
              {...control}
              value={code}
              maxLength={20}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setCode(event.target.value)}
              className={`${controlClass} max-w-40 font-mono`}
              data-slot="tier-code"
            />
          )}
        </Field>
        <Field label={t.name} required>
          {(control) => (
            <input
              {...control}
              value={name}
              maxLength={40}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
              className={controlClass}
              data-slot="tier-name"
            />
          )}
        </Field>
        <Button type="submit" disabled={add.isPending} data-slot="tier-add">
          {t.add}
        </Button>
      </form>
      <p className="mt-2 text-xs text-ink-faint">{t.codeHint}</p>
      {add.error !== null && (
        <div className="mt-3">
          <ProblemNotice error={add.error} />
        </div>
      )}
    </Card>
  );
}
