import { Choices, controlClass, Field } from "@naru/ui";
import { useState } from "react";
import type { Provider } from "../api/channels.ts";
import { useLanguage } from "../i18n/language.tsx";
import { findProviders } from "./channel-form.ts";

/** 결제대행사: all gateways in a box of its own, narrowed by what is typed. */
export function ProviderChoice({
  providers,
  chosen,
  onChange,
}: {
  providers: readonly Provider[];
  chosen: Provider | null;
  onChange: (provider: Provider) => void;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.wizard;
  const [typed, setTyped] = useState("");
  const found = findProviders(providers, typed.trim());
  return (
    <div className="flex flex-col gap-3">
      <Field label={t.providerSearch} hint={t.providerSearchHint}>
        {(control) => (
          <input
            {...control}
            type="search"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
            className={`${controlClass} max-w-sm`}
            data-slot="channel-provider-search"
          />
        )}
      </Field>
      <p role="status" className="text-xs text-ink-faint tabular-nums">
        {found.length === 0
          ? t.providerNone
          : t.providerCount(found.length.toLocaleString(language))}
      </p>
      {/* Room for the outline of what has the focus, which the scrolling box would cut. */}
      <div className="-m-1 max-h-96 overflow-y-auto p-1">
        <Choices
          legend={`2. ${t.providerLegend}`}
          name="provider"
          value={chosen?.code}
          options={found.map(({ code, name }) => ({ value: code, label: name, note: code }))}
          onChange={(code) => {
            const picked = providers.find((one) => one.code === code);
            if (picked !== undefined) onChange(picked);
          }}
          layout="grid"
          data-slot="channel-provider"
        />
      </div>
    </div>
  );
}
