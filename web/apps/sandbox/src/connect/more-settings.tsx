import { Card, Switch } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getWebhook, merchantKeys, saveWebhook, type WebhookSettings } from "../api/merchants.ts";
import { getConfirm, saveConfirm, settingKeys } from "../api/settings.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { Whitelist } from "./whitelist.tsx";

/** 추가 설정 관리: the white list, and what PortOne's support would switch on. */
export function MoreSettings() {
  const { more: t } = useTexts();
  return (
    <div className="flex flex-col gap-4">
      <Whitelist />
      <Card title={t.support} data-slot="support-settings">
        <p className="-mt-2 mb-4 text-sm leading-relaxed text-ink-soft">{t.supportLead}</p>
        <div className="flex flex-col gap-4">
          <WebhookSwitches />
          <ConfirmSwitch />
        </div>
      </Card>
    </div>
  );
}

function WebhookSwitches() {
  const { more: t } = useTexts();
  const { code } = useMerchant();
  const queries = useQueryClient();
  const saved = useQuery({ queryKey: merchantKeys.webhook(code), queryFn: () => getWebhook(code) });
  const save = useMutation({
    mutationFn: (part: Partial<Pick<WebhookSettings, "webhookFirst" | "retry">>) =>
      saveWebhook(code, part),
    onSuccess: (settings) => queries.setQueryData(merchantKeys.webhook(code), settings),
  });
  return (
    <Load query={saved}>
      {(settings) => (
        <>
          <Switch
            label={t.first}
            note={t.firstNote}
            on={settings.webhookFirst}
            onChange={(webhookFirst) => save.mutateAsync({ webhookFirst })}
            slot="webhook-first"
          />
          <Switch
            label={t.retry}
            note={t.retryNote}
            on={settings.retry}
            onChange={(retry) => save.mutateAsync({ retry })}
            slot="webhook-retry"
          />
          {save.error !== null && <ProblemNotice error={save.error} />}
        </>
      )}
    </Load>
  );
}

function ConfirmSwitch() {
  const { more: t } = useTexts();
  const { code } = useMerchant();
  const queries = useQueryClient();
  const saved = useQuery({ queryKey: settingKeys.confirm(code), queryFn: () => getConfirm(code) });
  const save = useMutation({
    mutationFn: (on: boolean) => saveConfirm(code, on),
    onSuccess: (on) => queries.setQueryData(settingKeys.confirm(code), on),
  });
  return (
    <Load query={saved}>
      {(on) => (
        <>
          <Switch
            label={t.confirm}
            note={t.confirmNote}
            on={on}
            onChange={(next) => save.mutateAsync(next)}
            slot="confirm-process"
          />
          {save.error !== null && <ProblemNotice error={save.error} />}
        </>
      )}
    </Load>
  );
}
