import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { PasswordForm } from "./password-form.tsx";

/** Whoever came with a password that somebody else gave them chooses their own first. */
export function FirstPasswordPage() {
  const { entry: t } = useTexts();
  return (
    <EntryFrame>
      <PageHead title={t.firstTitle} lead={t.firstText} />
      <PasswordForm action={t.choosePassword} slot="first-password" />
    </EntryFrame>
  );
}
