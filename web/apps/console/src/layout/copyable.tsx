import { CopyButton } from "@naru/ui";
import { useTexts } from "../i18n/language.tsx";

/** An id with a button that copies it. */
export function Copyable({ name, text }: { name: string; text: string }) {
  const { app } = useTexts();
  return (
    <span className="-my-1.5 flex items-center">
      <code className="min-w-0 font-mono break-all">{text}</code>
      <CopyButton
        text={text}
        name={name}
        label={app.copy}
        copied={app.copied}
        failed={app.copyFailed}
      />
    </span>
  );
}
