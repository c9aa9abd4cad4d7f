import { useTexts } from "../i18n/texts.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { LookupForm } from "./lookup-form.tsx";

export function LookupPage() {
  const { t } = useTexts();
  return (
    <Page title={t.lookup.title} data-slot="lookup">
      <p className="text-ink-soft">{t.lookup.text}</p>
      <Panel>
        <LookupForm />
      </Panel>
    </Page>
  );
}
