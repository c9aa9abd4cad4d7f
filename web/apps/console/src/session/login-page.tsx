import { useQueryClient } from "@tanstack/react-query";
import { type Session, sessionKeys } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { LoginForm } from "./login-form.tsx";

/** The console before anybody is logged in; the address stays what it was. */
export function LoginPage() {
  const { entry } = useTexts();
  const queries = useQueryClient();
  return (
    <EntryFrame>
      <PageHead title={entry.title} lead={entry.text} />
      <LoginForm onDone={(session: Session) => queries.setQueryData(sessionKeys.all, session)} />
      <p className="mt-5 border-t border-line pt-4 text-xs leading-relaxed text-ink-soft">
        {entry.forgotten} <code className="font-mono">naru operators add</code>
      </p>
    </EntryFrame>
  );
}
