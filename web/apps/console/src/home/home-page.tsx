import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";

export function HomePage() {
  const { home: t } = useTexts();
  return <PageHead title={t.title} lead={t.lead} />;
}
