import { Choices, controlClass, Field } from "@naru/ui";
import { type ContentType, contentTypes, type Endpoint, type Mode } from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";

/** Mode, address and form of the webhooks, as PortOne's page has them. */
export function EndpointFields({
  mode,
  onMode,
  endpoint,
  onChange,
  problem,
}: {
  mode: Mode;
  onMode: (mode: Mode) => void;
  endpoint: Endpoint;
  onChange: (endpoint: Endpoint) => void;
  problem: string | undefined;
}) {
  const { webhook: t, channel } = useTexts();
  return (
    <div className="flex flex-col gap-5">
      <Field label={t.version}>
        {(control) => (
          <input
            {...control}
            readOnly
            value={t.versionValue}
            className={`${controlClass} max-w-xs`}
          />
        )}
      </Field>
      <Choices
        legend={t.mode}
        name="webhook-mode"
        value={mode}
        options={(["live", "test"] as const).map((value) => ({
          value,
          label: channel.modes[value],
        }))}
        onChange={onMode}
        data-slot="webhook-mode"
      />
      <Field label={t.url} hint={t.urlHint} problem={problem}>
        {(control) => (
          <input
            {...control}
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            value={endpoint.url}
            onChange={(event) => onChange({ ...endpoint, url: event.target.value.trim() })}
            className={`${controlClass} font-mono`}
            data-slot="webhook-url"
          />
        )}
      </Field>
      <Field label={t.contentType}>
        {(control) => (
          <select
            {...control}
            value={endpoint.contentType}
            onChange={(event) =>
              onChange({ ...endpoint, contentType: event.target.value as ContentType })
            }
            className={`${controlClass} max-w-sm`}
            data-slot="webhook-content-type"
          >
            {contentTypes.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
