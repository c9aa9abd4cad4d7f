import { Badge, Choices } from "@naru/ui";
import type { Module, Provider } from "../api/channels.ts";
import { methodName } from "../format/method.ts";
import { useTexts } from "../i18n/language.tsx";
import { Copy } from "../layout/code.tsx";

/** The modules of a PG, with the PG Provider code to be copied. */
export function ModuleChoice({
  provider,
  chosen,
  onChange,
}: {
  provider: Provider;
  chosen: Module | null;
  onChange: (module: Module) => void;
}) {
  const texts = useTexts();
  const t = texts.wizard;
  return (
    <>
      <Choices
        legend={`3. ${t.moduleLegend}`}
        name="module"
        value={chosen?.name}
        options={provider.modules.map((module) => ({
          value: module.name,
          label: module.name,
          note: (
            <span className="mt-1.5 flex flex-wrap gap-1" title={t.methods}>
              <span className="sr-only">{t.methods}</span>
              {module.methods.map((method) => (
                <Badge key={method}>{methodName(texts, method)}</Badge>
              ))}
            </span>
          ),
        }))}
        onChange={(name) => {
          const module = provider.modules.find((one) => one.name === name);
          if (module !== undefined) onChange(module);
        }}
        layout="stack"
        data-slot="channel-module"
      />
      <div className="mt-3 rounded-md bg-raised px-3 py-2">
        <p className="flex flex-wrap items-center gap-x-2 text-sm">
          <span className="font-medium">{t.pgProvider}</span>
          <code data-slot="pg-provider" className="font-mono">
            {provider.code}
          </code>
          <Copy text={provider.code} name={t.pgProvider} data-slot="copy-pg-provider" />
        </p>
        <p className="text-xs text-ink-faint">{t.pgProviderHint}</p>
      </div>
    </>
  );
}
