import { Button, controlClass, Dialog, Field } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { channelKeys, listChannels } from "../api/channels.ts";
import { type ExternalOrder, issueExternal, receiptKeys } from "../api/receipts.ts";
import { useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { PersonFields } from "./person-fields.tsx";

/** 고객사 자체 거래분: a receipt of money that the shop took itself. */
export function ExternalDrawer({ onClose }: { onClose: () => void }) {
  const { receipt: t, payment, app } = useTexts();
  const { code } = useMerchant();
  const form = useId();
  const queries = useQueryClient();
  const channels = useQuery({ queryKey: channelKeys.of(code), queryFn: () => listChannels(code) });
  const [order, setOrder] = useState<ExternalOrder>({
    merchantUid: "",
    name: "",
    amount: "",
    channelKey: "",
    identifier: "",
    type: "person",
  });
  const channelKey = order.channelKey || (channels.data?.[0]?.key ?? "");
  const issue = useMutation({
    mutationFn: () =>
      issueExternal(code, { ...order, channelKey, amount: order.amount.replaceAll(",", "") }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: receiptKeys.all });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    issue.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.external}
      closeLabel={app.close}
      place="side"
      data-slot="receipt-drawer"
      footer={
        <>
          <Button onClick={onClose}>{app.close}</Button>
          <Button
            type="submit"
            form={form}
            tone="primary"
            disabled={issue.isPending}
            data-slot="receipt-submit"
          >
            {t.issue}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-sm leading-relaxed text-ink-soft">{t.externalLead}</p>
        <Field label={t.channel} required>
          {(control) => (
            <select
              {...control}
              value={channelKey}
              onChange={(event) => setOrder({ ...order, channelKey: event.target.value })}
              className={controlClass}
              data-slot="receipt-channel"
            >
              {(channels.data ?? []).map((channel) => (
                <option key={channel.key} value={channel.key}>
                  {`${channel.name} · ${channel.provider}.${channel.mid}`}
                </option>
              ))}
            </select>
          )}
        </Field>
        {(["merchantUid", "name", "amount"] as const).map((name) => (
          <Field
            key={name}
            label={
              { merchantUid: payment.merchantUid, name: payment.orderName, amount: t.amount }[name]
            }
            required
          >
            {(control) => (
              <input
                {...control}
                value={order[name]}
                inputMode={name === "amount" ? "numeric" : "text"}
                maxLength={80}
                autoComplete="off"
                onChange={(event) => setOrder({ ...order, [name]: event.target.value })}
                className={controlClass}
                data-slot={`receipt-${name}`}
              />
            )}
          </Field>
        ))}
        <PersonFields value={order} onChange={(person) => setOrder({ ...order, ...person })} />
        {issue.error !== null && <ProblemNotice error={issue.error} />}
      </form>
    </Dialog>
  );
}
