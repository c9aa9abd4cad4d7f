import { Button, Card, Choices } from "@naru/ui";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { type Module, type Provider, useProviders } from "../api/channels.ts";
import type { Mode } from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { PageHead } from "../layout/page.tsx";
import { ChannelDrawer } from "./channel-drawer.tsx";
import { ModuleChoice } from "./module-choice.tsx";
import { ProviderChoice } from "./provider-choice.tsx";

/** 채널 추가: 연동 모드 → 결제대행사 → 결제 모듈 → 다음 → the drawer. */
export function ChannelWizard() {
  const { wizard: t } = useTexts();
  const providers = useProviders();
  return (
    <>
      <p className="mb-2">
        <Link
          href="/connect/channels"
          className="inline-flex items-center gap-1 text-sm font-medium text-ink-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t.back}
        </Link>
      </p>
      <PageHead title={t.title} lead={t.lead} />
      <Load query={providers}>{(list) => <Steps providers={list} />}</Load>
    </>
  );
}

function Steps({ providers }: { providers: Provider[] }) {
  const { wizard: t } = useTexts();
  const [, go] = useLocation();
  const [mode, setMode] = useState<Mode>("test");
  const [provider, setProvider] = useState<Provider | null>(null);
  const [module, setModule] = useState<Module | null>(null);
  const [filling, setFilling] = useState(false);
  const pick = (picked: Provider) => {
    setProvider(picked);
    // Where there is nothing to choose, nobody need choose it.
    setModule(picked.modules.length === 1 ? (picked.modules[0] ?? null) : null);
  };
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <ModeChoice mode={mode} onChange={setMode} />
      </Card>
      <Card>
        <ProviderChoice providers={providers} chosen={provider} onChange={pick} />
      </Card>
      {provider !== null && (
        <Card>
          <ModuleChoice provider={provider} chosen={module} onChange={setModule} />
        </Card>
      )}
      <div className="flex flex-wrap items-center justify-end gap-3">
        {module === null && <p className="text-sm text-ink-soft">{t.nextNeeds}</p>}
        <Button
          tone="primary"
          disabled={module === null}
          onClick={() => setFilling(true)}
          data-slot="channel-next"
        >
          {t.next}
        </Button>
      </div>
      {provider !== null && module !== null && (
        <ChannelDrawer
          key={`${mode} ${provider.code} ${module.name}`}
          open={filling}
          onClose={() => setFilling(false)}
          onSaved={(key) => go(`/connect/channels?added=${encodeURIComponent(key)}`)}
          mode={mode}
          provider={provider}
          module={module}
        />
      )}
    </div>
  );
}

function ModeChoice({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  const { wizard, channel } = useTexts();
  return (
    <Choices
      legend={`1. ${wizard.modeLegend}`}
      name="mode"
      value={mode}
      options={(["test", "live"] as const).map((value) => ({
        value,
        label: channel.modes[value],
        note: channel.modeNotes[value],
      }))}
      onChange={onChange}
      layout="grid"
      data-slot="channel-mode"
    />
  );
}
