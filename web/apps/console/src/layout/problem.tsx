import { Button, Notice } from "@naru/ui";
import { ApiError, AwayError, GivenUpError } from "../api/errors.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language, Texts } from "../i18n/texts.ts";

/** What happened, what it means and what to do, in the reader's language. */
export function problemText(error: unknown, t: Texts, language: Language): string {
  if (error instanceof AwayError) return t.problem.away;
  if (error instanceof GivenUpError) return t.problem.givenUp;
  if (error instanceof ApiError) {
    const said = (language === "ko" ? error.ko : error.en) || t.problem.unknown;
    return error.detail === "" ? said : `${error.detail} — ${said}`;
  }
  return t.problem.shape;
}

/** A refused or failed action, beside what caused it. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t, language } = useLanguage();
  return (
    <Notice tone="bad" role="alert" data-slot="problem">
      <p>{problemText(error, t, language)}</p>
      {onRetry !== undefined && (
        <Button size="small" className="mt-2" onClick={onRetry} data-slot="problem-retry">
          {t.app.retry}
        </Button>
      )}
    </Notice>
  );
}
