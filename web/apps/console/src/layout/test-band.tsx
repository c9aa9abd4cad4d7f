import { FlaskConical } from "lucide-react";
import { useTexts } from "../i18n/language.tsx";

/** Says on every page that no real money moves here. */
export function TestBand() {
  const { app } = useTexts();
  return (
    <aside
      aria-label={app.testBandLabel}
      data-slot="test-band"
      className="flex items-center gap-2 border-b border-line bg-warn-soft px-4 py-1.5 text-xs font-medium text-warn sm:px-6"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      {app.testBand}
    </aside>
  );
}
