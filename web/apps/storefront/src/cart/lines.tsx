import { formatWon } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import { type Line, lineTitle } from "../order/order.ts";
import { Picture } from "../products/picture.tsx";

/** What is ordered, one thing a line. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  const { t, language } = useTexts();
  return (
    <ul className="flex flex-col gap-3" data-slot="lines">
      {lines.map((line) => (
        <li key={`${line.productId} ${line.option}`} className="flex items-center gap-3 text-sm">
          <Picture name={line.picture} className="w-14 shrink-0" />
          <span className="min-w-0 flex-1">
            {lineTitle(line, language)}
            {line.taxFree && (
              <span className="ml-1.5 text-xs text-ink-soft">{t.products.taxFree}</span>
            )}
          </span>
          <span className="tabular-nums">{formatWon(line.total, language)}</span>
        </li>
      ))}
    </ul>
  );
}
