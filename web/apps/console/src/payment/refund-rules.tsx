import { KstTime, Notice } from "@naru/ui";
import type { RefundOptions } from "../api/refunds.ts";
import { useLanguage } from "../i18n/language.tsx";

/** What is known of this method and PG, before the call. */
export function RefundRules({ options }: { options: RefundOptions }) {
  const { t: texts, language } = useLanguage();
  const t = texts.refund;
  const passed = options.last_day !== null && new Date(options.last_day) < new Date();
  return (
    <div className="flex flex-col gap-2" data-slot="refund-rules">
      <ul className="list-disc pl-5 text-sm leading-relaxed text-ink-soft">
        <li>
          {options.last_day === null ? (
            t.noLastDay
          ) : (
            <>
              {t.lastDay} <KstTime at={new Date(options.last_day)} />
            </>
          )}
        </li>
        <li data-slot="refund-part-rule">
          {options.part_possible ? t.partPossible : t.partImpossible}
        </li>
        {options.refund_account_required && <li>{t.accountNeeded}</li>}
      </ul>
      {passed && (
        <Notice tone="warn" data-slot="refund-day-passed">
          {t.dayPassed}
        </Notice>
      )}
      {options.warnings.map(({ code, message_ko, message_en }) => (
        <Notice key={code} tone="warn" data-slot={`refund-warning-${code}`}>
          {language === "ko" ? message_ko : message_en}
        </Notice>
      ))}
    </div>
  );
}
