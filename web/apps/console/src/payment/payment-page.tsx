import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";

export function PaymentPage({ id: _ }: { id: string }) {
  const { payment: t } = useTexts();
  return <PageHead title={t.title} lead={t.lead} />;
}
