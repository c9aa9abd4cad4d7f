import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";

export function DiscrepanciesPage({ id: _ }: { id: string | null }) {
  const { discrepancies: t } = useTexts();
  return <PageHead title={t.title} lead={t.lead} />;
}
