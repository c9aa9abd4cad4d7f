import { Button, Card, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  getWebhook,
  type Mode,
  merchantKeys,
  saveWebhook,
  type WebhookSettings,
} from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { EndpointFields } from "./endpoint-fields.tsx";
import { hostOf, isEndpoint, sameSettings } from "./webhook-form.ts";
import { WebhookTest } from "./webhook-test.tsx";

/** 결제알림(Webhook) 관리: where payments are told, per mode. */
export function WebhookSettingsPanel() {
  const { code } = useMerchant();
  const saved = useQuery({ queryKey: merchantKeys.webhook(code), queryFn: () => getWebhook(code) });
  return <Load query={saved}>{(settings) => <Form imp={code} saved={settings} />}</Load>;
}

function Form({ imp, saved }: { imp: string; saved: WebhookSettings }) {
  const { webhook: t, app } = useTexts();
  const queries = useQueryClient();
  const [mode, setMode] = useState<Mode>("test");
  const [draft, setDraft] = useState(saved);
  const [tried, setTried] = useState(false);
  const endpoint = draft[mode];
  const changed = !sameSettings(draft, saved);
  const wrong = !isEndpoint(endpoint.url);
  const save = useMutation({
    mutationFn: () => saveWebhook(imp, { live: draft.live, test: draft.test }),
    onSuccess: (settings) => {
      queries.setQueryData(merchantKeys.webhook(imp), settings);
      setDraft(settings);
    },
  });
  const change = (next: WebhookSettings) => {
    save.reset();
    setDraft(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isEndpoint(draft.live.url) && isEndpoint(draft.test.url)) save.mutate();
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm leading-relaxed text-ink-soft">{t.lead}</p>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4" data-slot="webhook-form">
        <Card>
          <EndpointFields
            mode={mode}
            onMode={setMode}
            endpoint={endpoint}
            onChange={(next) => change({ ...draft, [mode]: next })}
            problem={tried && wrong ? t.urlProblem : undefined}
          />
        </Card>
        {saved.blocked.includes(mode) && saved[mode].url === endpoint.url && (
          <Notice tone="warn" role="status" data-slot="webhook-blocked">
            {t.blocked(hostOf(endpoint.url))}
          </Notice>
        )}
        {save.error !== null && <ProblemNotice error={save.error} />}
        <div className="flex flex-wrap items-center justify-end gap-3">
          <p role="status" data-slot="webhook-status" className="text-sm text-ink-soft">
            {changed ? t.unsaved : save.isSuccess ? app.saved : ""}
          </p>
          <Button type="submit" tone="primary" disabled={save.isPending} data-slot="webhook-save">
            {app.save}
          </Button>
        </div>
      </form>
      <WebhookTest imp={imp} mode={mode} url={saved[mode].url} />
    </div>
  );
}
