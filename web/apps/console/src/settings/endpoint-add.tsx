import { Button, controlClass, Dialog, Field } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  createEndpoint,
  endpointKeys,
  eventTypes,
  type WebhookEventType,
} from "../api/endpoints.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { eventName } from "../webhooks/event-name.ts";

/** A new endpoint: its address and what it is told; its secret is shown once. */
export function EndpointAdd({
  onMade,
  onClose,
}: {
  onMade: (secret: string) => void;
  onClose: () => void;
}) {
  const { settings: t, app } = useTexts();
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [events, setEvents] = useState<readonly WebhookEventType[]>([]);
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () => createEndpoint({ url: url.trim(), description: description.trim(), events }),
    onSuccess: async ({ secret }) => {
      onMade(secret);
      await queries.invalidateQueries({ queryKey: endpointKeys.all });
    },
  });
  const fine = /^https?:\/\/\S+$/.test(url.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fine) add.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.endpointAdd}
      closeLabel={app.close}
      place="side"
      data-slot="endpoint-add-drawer"
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t.url}
          hint={t.urlHint}
          required
          problem={tried && !fine ? t.urlProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              type="url"
              autoComplete="off"
              maxLength={2000}
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              className={controlClass}
              data-slot="endpoint-url"
            />
          )}
        </Field>
        <Field label={t.description}>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              maxLength={200}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
              className={controlClass}
              data-slot="endpoint-description"
            />
          )}
        </Field>
        <EventChoice chosen={events} onChange={setEvents} />
        {add.error !== null && <ProblemNotice error={add.error} />}
        <Button
          type="submit"
          tone="primary"
          disabled={add.isPending}
          className="self-start"
          data-slot="endpoint-submit"
        >
          {t.endpointAdd}
        </Button>
      </form>
    </Dialog>
  );
}

function EventChoice({
  chosen,
  onChange,
}: {
  chosen: readonly WebhookEventType[];
  onChange: (chosen: readonly WebhookEventType[]) => void;
}) {
  const { settings: t, webhooks } = useTexts();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{t.eventsOf}</legend>
      <p className="mb-1 text-xs leading-relaxed text-ink-soft">{t.eventsHint}</p>
      {eventTypes.map((type) => (
        <label key={type} className="flex cursor-pointer items-center gap-2.5 text-sm">
          <input
            type="checkbox"
            checked={chosen.includes(type)}
            onChange={({ target }) =>
              onChange(
                eventTypes.filter((one) => (one === type ? target.checked : chosen.includes(one))),
              )
            }
            className="size-4 shrink-0 accent-accent"
          />
          {eventName(webhooks, type)}
          <code className="text-xs text-ink-faint">{type}</code>
        </label>
      ))}
    </fieldset>
  );
}
