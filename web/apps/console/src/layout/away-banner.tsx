import { TriangleAlert } from "lucide-react";
import { useTexts } from "../i18n/language.tsx";

/** Says that the payment server is gone; it leaves by itself when the stream is back. */
export function AwayBanner() {
  const { away } = useTexts();
  return (
    <div
      role="alert"
      data-slot="away-banner"
      className="sticky top-0 z-30 flex gap-2.5 border-b border-line bg-warn-soft px-4 py-3 text-sm leading-relaxed text-warn sm:px-6"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>
        <strong className="font-semibold">{away.title}</strong> {away.text}
      </p>
    </div>
  );
}
