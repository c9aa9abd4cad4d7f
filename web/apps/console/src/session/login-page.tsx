import { useQueryClient } from "@tanstack/react-query";
import { type Session, sessionKeys } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { LanguageButton } from "../layout/language-button.tsx";
import { PageHead } from "../layout/page.tsx";
import { LoginForm } from "./login-form.tsx";

/** The console before anybody is logged in; the address stays what it was. */
export function LoginPage() {
  const { app, entry } = useTexts();
  const queries = useQueryClient();
  return (
    <div className="isolate mx-auto flex min-h-dvh max-w-md flex-col px-4 py-6 sm:py-16">
      <header className="mb-6 flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-accent">{app.name}</p>
          <p className="text-xs leading-relaxed text-ink-soft">{app.lead}</p>
        </div>
        <LanguageButton />
      </header>
      <main className="rounded-xl border border-line bg-surface p-5 sm:p-7">
        <PageHead title={entry.title} lead={entry.text} />
        <LoginForm onDone={(session: Session) => queries.setQueryData(sessionKeys.all, session)} />
        <p className="mt-5 border-t border-line pt-4 text-xs leading-relaxed text-ink-soft">
          {entry.forgotten} <code className="font-mono">naru operators add</code>
        </p>
      </main>
    </div>
  );
}
