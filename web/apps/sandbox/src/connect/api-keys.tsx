import { Button, Card, Dialog, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { merchantKeys, reissueSecret } from "../api/merchants.ts";
import { getState, stateKeys } from "../api/state.ts";
import { useTexts } from "../i18n/language.tsx";
import { Copy } from "../layout/code.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** 식별코드・API Keys: what a shop's browser and server need, ready to be copied. */
export function ApiKeys() {
  const { keys } = useTexts();
  const merchant = useMerchant();
  const state = useQuery({ queryKey: stateKeys.all, queryFn: getState });
  const rest = state.data?.restUrl ?? "";
  return (
    <Card title={keys.version} data-slot="api-keys">
      <dl className="divide-y divide-line">
        <KeyRow label={keys.code} hint={keys.codeHint} value={merchant.code} slot="imp" />
        <KeyRow label={keys.apiKey} value={merchant.apiKey} slot="api-key" />
        <SecretRow value={merchant.apiSecret} />
        {rest !== "" && (
          <KeyRow label={keys.apiBase} hint={keys.apiBaseHint} value={rest} slot="api-base" />
        )}
      </dl>
      <Reissue imp={merchant.code} />
    </Card>
  );
}

function KeyRow({
  label,
  hint,
  value,
  shown,
  slot,
  children,
}: {
  label: string;
  hint?: ReactNode;
  value: string;
  shown?: ReactNode;
  slot: string;
  children?: ReactNode;
}) {
  return (
    <div className="grid gap-1 py-3 sm:grid-cols-[12rem_1fr] sm:gap-4">
      <dt className="pt-1 text-sm font-medium text-ink-soft">{label}</dt>
      <dd className="min-w-0">
        <div className="flex items-start gap-1">
          <code data-slot={slot} className="min-w-0 flex-1 py-1 font-mono text-sm break-all">
            {shown ?? value}
          </code>
          {children}
          <Copy text={value} name={label} data-slot={`copy-${slot}`} />
        </div>
        {hint !== undefined && <p className="text-xs leading-relaxed text-ink-faint">{hint}</p>}
      </dd>
    </div>
  );
}

function SecretRow({ value }: { value: string }) {
  const { keys } = useTexts();
  const [open, setOpen] = useState(false);
  const Icon = open ? EyeOff : Eye;
  return (
    <KeyRow
      label={keys.apiSecret}
      hint={<span className="text-warn">{keys.warning}</span>}
      value={value}
      slot="api-secret"
      shown={
        open ? (
          value
        ) : (
          <>
            <span aria-hidden>{"•".repeat(24)}</span>
            <span className="sr-only">{keys.hidden}</span>
          </>
        )
      }
    >
      <Button
        tone="quiet"
        size="small"
        aria-pressed={open}
        onClick={() => setOpen(!open)}
        data-slot="secret-toggle"
      >
        <Icon aria-hidden className="size-4" />
        {open ? keys.hide : keys.show}
      </Button>
    </KeyRow>
  );
}

function Reissue({ imp }: { imp: string }) {
  const { keys, app } = useTexts();
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const reissue = useMutation({
    mutationFn: () => reissueSecret(imp),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: merchantKeys.one(imp) });
      setAsking(false);
    },
  });
  return (
    <div className="mt-2 flex flex-col items-start gap-3">
      <Button onClick={() => setAsking(true)} data-slot="secret-reissue">
        {keys.reissue}
      </Button>
      {reissue.isSuccess && (
        <Notice tone="good" role="status" data-slot="secret-reissued">
          {keys.reissued}
        </Notice>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={keys.reissueTitle}
        closeLabel={app.close}
        data-slot="reissue-dialog"
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{app.cancel}</Button>
            <Button
              tone="danger"
              disabled={reissue.isPending}
              onClick={() => reissue.mutate()}
              data-slot="reissue-confirm"
            >
              {keys.reissueDo}
            </Button>
          </>
        }
      >
        <p className="text-sm leading-relaxed">{keys.reissueText}</p>
        {reissue.error !== null && <ProblemNotice error={reissue.error} />}
      </Dialog>
    </div>
  );
}
