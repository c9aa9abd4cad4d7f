import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";

export function SettingsPage({ tab: _ }: { tab: string }) {
  const { settings: t } = useTexts();
  return <PageHead title={t.title} lead={t.lead} />;
}
