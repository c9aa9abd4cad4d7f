import type { ReactNode } from "react";
import { useTexts } from "../i18n/language.tsx";
import { LanguageButton } from "../layout/language-button.tsx";

/** The console before its pages. */
export function EntryFrame({ children }: { children: ReactNode }) {
  const { app } = useTexts();
  return (
    <div className="isolate mx-auto flex min-h-dvh max-w-md flex-col px-4 py-6 sm:py-16">
      <header className="mb-6 flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-accent">{app.name}</p>
          <p className="text-xs leading-relaxed text-ink-soft">{app.lead}</p>
        </div>
        <LanguageButton />
      </header>
      <main className="rounded-xl border border-line bg-surface p-5 sm:p-7">{children}</main>
    </div>
  );
}
