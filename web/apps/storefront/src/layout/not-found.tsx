import { buttonClass } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/texts.tsx";
import { Page } from "./page.tsx";

export function NotFound({ text }: { text?: string }) {
  const { t } = useTexts();
  return (
    <Page title={t.notFound.title} data-slot="not-found">
      <p className="text-ink-soft">{text ?? t.notFound.text}</p>
      <p>
        <Link href="/" className={buttonClass("primary")}>
          {t.notFound.home}
        </Link>
      </p>
    </Page>
  );
}
