import { formatMoney, type Language, type Money } from "./won.ts";

/** An amount that lines up under others; money that goes back is written with a minus. */
export function MoneyText({
  of,
  language,
  className = "",
  "data-slot": slot,
}: {
  /** Null is a dash: nobody knows it. */
  of: Money | null;
  language: Language;
  className?: string;
  "data-slot"?: string;
}) {
  return (
    <span data-slot={slot} className={`tabular-nums whitespace-nowrap ${className}`}>
      {of === null ? "–" : formatMoney(of, language)}
    </span>
  );
}
