import { Button, Notice } from "@naru/ui";
import { troubleOf } from "../api/shop-error.ts";
import { useTexts } from "../i18n/texts.tsx";
import { PayError } from "../payment/pay-error.ts";

/** An error in the visitor's language, with a way on. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t, language } = useTexts();
  const sentence =
    error instanceof PayError ? t.order.sdkMissing : troubleOf(error).sentence[language];
  return (
    <Notice tone="bad" role="alert" data-slot="trouble">
      <p>{sentence}</p>
      {onRetry !== undefined && (
        <p className="mt-2">
          <Button size="small" onClick={onRetry}>
            {t.retry}
          </Button>
        </p>
      )}
    </Notice>
  );
}

/** Said only when waiting takes longer than a blink. */
export function Waiting() {
  const { t } = useTexts();
  return (
    <p role="status" className="appear-late py-8 text-center text-sm text-ink-soft">
      {t.loading}
    </p>
  );
}
