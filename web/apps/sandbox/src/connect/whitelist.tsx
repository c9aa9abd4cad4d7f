import { Button, Card, controlClass, Field, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { getWhitelist, saveWhitelist, settingKeys } from "../api/settings.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** 화이트리스트: CIDR blocks of those who may call the REST API. */
export function Whitelist() {
  const { more: t } = useTexts();
  const { code } = useMerchant();
  const list = useQuery({
    queryKey: settingKeys.whitelist(code),
    queryFn: () => getWhitelist(code),
  });
  return (
    <Card title={t.whitelist} data-slot="whitelist">
      <p className="-mt-2 mb-3 text-sm leading-relaxed text-ink-soft">{t.whitelistLead}</p>
      <Load query={list}>{(blocks) => <Blocks imp={code} blocks={blocks} />}</Load>
    </Card>
  );
}

function Blocks({ imp, blocks }: { imp: string; blocks: string[] }) {
  const { more: t } = useTexts();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const save = useMutation({
    mutationFn: (next: string[]) => saveWhitelist(imp, next),
    onSuccess: (saved) => {
      queries.setQueryData(settingKeys.whitelist(imp), saved);
      setTyped("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== "") save.mutate([...blocks, typed.trim()]);
  };
  return (
    <div className="flex flex-col gap-3">
      {blocks.length === 0 ? (
        <p className="text-sm text-ink-faint">{t.whitelistEmpty}</p>
      ) : (
        <ul aria-label={t.whitelist} className="flex flex-col divide-y divide-line">
          {blocks.map((block) => (
            <li key={block} data-row={block} className="flex items-center gap-2 py-1.5">
              <code className="min-w-0 flex-1 font-mono text-sm">{block}</code>
              <Button
                tone="quiet"
                size="small"
                disabled={save.isPending}
                aria-label={`${block} ${t.remove}`}
                onClick={() => save.mutate(blocks.filter((one) => one !== block))}
                data-slot="whitelist-remove"
              >
                <Trash2 aria-hidden className="size-4" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {blocks.length > 0 && !blocks.some(isHere) && (
        <Notice tone="warn" data-slot="whitelist-closed">
          {t.whitelistClosed}
        </Notice>
      )}
      <form noValidate onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <Field label={t.block}>
          {(control) => (
            <input
              {...control}
              value={typed}
              placeholder="127.0.0.1/32"
              maxLength={50}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
              className={`${controlClass} max-w-56 font-mono`}
              data-slot="whitelist-block"
            />
          )}
        </Field>
        <Button type="submit" disabled={save.isPending} data-slot="whitelist-add">
          {t.add}
        </Button>
      </form>
      {save.error !== null && <ProblemNotice error={save.error} />}
    </div>
  );
}

/** Whether a block lets this computer in; a rough look, for a warning alone. */
function isHere(block: string): boolean {
  return block.startsWith("127.") || block.startsWith("::1") || /\/0$/.test(block);
}
