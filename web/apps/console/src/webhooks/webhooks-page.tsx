import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";

export function WebhooksPage({ side: _ }: { side: string }) {
  const { webhooks: t } = useTexts();
  return <PageHead title={t.title} lead={t.lead} />;
}
