import { Button, Choices, controlClass, Dialog, Field, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import {
  addChannel,
  channelKeys,
  type Module,
  type Provider,
  type Tax,
  taxes,
} from "../api/channels.ts";
import type { Mode } from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { isChannelName, isMid, suggestedName } from "./channel-form.ts";
import { MidChoice } from "./mid-choice.tsx";
import { TierChoice } from "./tier-choice.tsx";

/** The last step of 채널 추가: the channel's own fields, then 저장. */
export function ChannelDrawer({
  open,
  onClose,
  onSaved,
  mode,
  provider,
  module,
}: {
  open: boolean;
  onClose: () => void;
  onSaved: (key: string) => void;
  mode: Mode;
  provider: Provider;
  module: Module;
}) {
  const { wizard: t, channel: words, app } = useTexts();
  const { code } = useMerchant();
  const queries = useQueryClient();
  const form = useId();
  const [name, setName] = useState("");
  const [mid, setMid] = useState("");
  const [tax, setTax] = useState<Tax>("unset");
  const [tier, setTier] = useState("");
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () =>
      addChannel(code, {
        name: name.trim(),
        mode,
        provider: provider.code,
        module: module.name,
        mid,
        type: module.type,
        tax,
        tier,
      }),
    onSuccess: async (channel) => {
      await queries.invalidateQueries({ queryKey: channelKeys.of(code) });
      onSaved(channel.key);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isChannelName(name) && isMid(mid)) add.mutate();
  };
  const pickMid = (next: string, shared: boolean) => {
    setMid(next);
    if (shared) setName(suggestedName(provider, next));
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.drawerTitle}
      closeLabel={app.close}
      place="side"
      data-slot="channel-drawer"
      footer={
        <>
          <Button onClick={onClose}>{app.close}</Button>
          <Button
            type="submit"
            form={form}
            tone="primary"
            disabled={add.isPending}
            data-slot="channel-save"
          >
            {app.save}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-5">
        {mode === "live" && <Notice tone="warn">{t.liveNote}</Notice>}
        <Field
          label={t.name}
          hint={t.nameHint}
          required
          problem={tried && !isChannelName(name) ? t.nameProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              value={name}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
              className={controlClass}
              data-slot="channel-name"
            />
          )}
        </Field>
        <Choices
          legend={t.type}
          name="type"
          value={module.type}
          options={[{ value: module.type, label: words.types[module.type] }]}
          onChange={() => {}}
          data-slot="channel-type"
        />
        <Field label={t.module} hint={t.moduleHint}>
          {(control) => (
            <input
              {...control}
              value={`${provider.name} · ${module.name}`}
              readOnly
              className={controlClass}
            />
          )}
        </Field>
        <MidChoice
          module={module}
          shared={mode === "test"}
          mid={mid}
          wrong={tried && !isMid(mid)}
          onChange={pickMid}
        />
        <div>
          <Choices
            legend={t.tax}
            name="tax"
            value={tax}
            options={taxes.map((value) => ({ value, label: words.taxes[value] }))}
            onChange={setTax}
            data-slot="channel-tax"
          />
          <p className="mt-1.5 text-xs text-ink-faint">{t.taxHint}</p>
        </div>
        <TierChoice value={tier} onChange={setTier} />
        {add.error !== null && <ProblemNotice error={add.error} />}
      </form>
    </Dialog>
  );
}
