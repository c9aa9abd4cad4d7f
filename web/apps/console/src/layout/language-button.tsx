import { Button } from "@naru/ui";
import { Languages } from "lucide-react";
import { useLanguage } from "../i18n/language.tsx";

/** The other language, one click away, named in itself. */
export function LanguageButton() {
  const { t, language, choose } = useLanguage();
  const other = language === "ko" ? "en" : "ko";
  return (
    <Button
      tone="quiet"
      size="small"
      lang={other}
      aria-label={t.app.languageLabel}
      onClick={() => choose(other)}
      data-slot="language"
    >
      <Languages aria-hidden className="size-4" />
      {t.app.language}
    </Button>
  );
}
