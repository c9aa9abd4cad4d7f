import type { ReactNode } from "react";
import { useTexts } from "../i18n/language.tsx";
import { LanguageButton } from "../layout/language-button.tsx";
import { PageHead } from "../layout/page.tsx";

/** The page before there is a merchant: log-in and sign-up. */
export function EntryFrame({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children: ReactNode;
}) {
  const { app } = useTexts();
  return (
    <div className="isolate mx-auto flex min-h-dvh max-w-lg flex-col px-4 py-6 sm:py-14">
      <header className="mb-6 flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-accent">{app.name}</p>
          <p className="text-xs leading-relaxed text-ink-faint">{app.band}</p>
        </div>
        <LanguageButton />
      </header>
      <main className="rounded-xl border border-line bg-surface p-5 sm:p-7">
        <PageHead title={title} lead={lead} />
        {children}
      </main>
    </div>
  );
}
