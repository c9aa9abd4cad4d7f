import { useId } from "react";
import { Link } from "wouter";
import { useTexts } from "../i18n/texts.tsx";

/** The buyer's consent to the purchase; never given by the shop. */
export function Consent({
  total,
  ticked,
  missing,
  onChange,
}: {
  total: string;
  ticked: boolean;
  missing: boolean;
  onChange: (ticked: boolean) => void;
}) {
  const { t } = useTexts();
  const id = useId();
  const words = t.order.consent;
  return (
    <div className="flex flex-col gap-2 rounded-xl border border-line bg-surface p-4 sm:p-5">
      <label className="flex cursor-pointer items-start gap-3">
        <input
          type="checkbox"
          name="consent"
          data-slot="consent"
          checked={ticked}
          required
          aria-invalid={missing || undefined}
          aria-describedby={missing ? `${id}-problem ${id}-terms` : `${id}-terms`}
          onChange={(event) => onChange(event.target.checked)}
          className="mt-1 size-5 shrink-0 accent-accent"
        />
        <span className="text-sm leading-relaxed">{words.label(total)}</span>
      </label>
      <p id={`${id}-terms`} className="flex flex-wrap gap-x-4 gap-y-1 pl-8 text-sm">
        <Policy href="/terms">{t.policies.terms.title}</Policy>
        <Policy href="/privacy">{t.policies.privacy.title}</Policy>
        <Policy href="/refunds">{t.policies.refunds.title}</Policy>
      </p>
      {missing && (
        <p id={`${id}-problem`} role="alert" className="pl-8 text-sm text-bad">
          {words.missing}
        </p>
      )}
    </div>
  );
}

function Policy({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} target="_blank" className="py-1 text-accent underline">
      {children}
    </Link>
  );
}
