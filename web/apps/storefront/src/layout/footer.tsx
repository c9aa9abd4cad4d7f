import { Link } from "wouter";
import { useTexts } from "../i18n/texts.tsx";

/** Who sells, as the law and the card companies want it on every page. */
export function Footer() {
  const { t } = useTexts();
  const words = t.footer;
  return (
    <footer
      data-slot="footer"
      className="mt-6 border-t border-line bg-surface px-4 py-6 text-xs leading-relaxed text-ink-soft print:hidden"
    >
      <div className="mx-auto flex w-full max-w-4xl flex-col gap-4">
        <nav aria-label={words.policies} className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          <Link href="/terms" className="py-1.5 text-ink underline" data-slot="policy-terms">
            {t.policies.terms.title}
          </Link>
          <Link
            href="/privacy"
            className="py-1.5 font-semibold text-ink underline"
            data-slot="policy-privacy"
          >
            {t.policies.privacy.title}
          </Link>
          <Link href="/refunds" className="py-1.5 text-ink underline" data-slot="policy-refunds">
            {t.policies.refunds.title}
          </Link>
        </nav>
        <p className="rounded-md bg-warn-soft px-3 py-2 text-warn" data-slot="demo-mark">
          {words.demo}
        </p>
        <dl className="flex flex-wrap gap-x-5 gap-y-1" data-slot="company">
          {words.company.map(({ label, value }) => (
            <div key={label} className="flex gap-1.5">
              <dt className="font-medium">{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </footer>
  );
}
