import { Button, CopyButton, Dialog, Notice } from "@naru/ui";
import { useTexts } from "../i18n/language.tsx";

/** A secret that nobody will see again; it goes when the window is closed. */
export function SecretOnce({
  secret,
  title,
  text,
  name,
  onClose,
}: {
  /** Null: there is none to show. */
  secret: string | null;
  title: string;
  text: string;
  name: string;
  onClose: () => void;
}) {
  const { settings: t, app } = useTexts();
  return (
    <Dialog
      open={secret !== null}
      onClose={onClose}
      title={title}
      closeLabel={app.close}
      data-slot="secret-once"
      footer={
        <Button tone="primary" onClick={onClose} data-slot="secret-kept">
          {t.secretKept}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Notice tone="warn">{t.secretOnce}</Notice>
        <p className="text-sm leading-relaxed">{text}</p>
        <p className="flex items-start gap-2 rounded-md border border-line bg-raised px-3 py-2">
          <code className="min-w-0 flex-1 font-mono text-sm break-all" data-slot="secret">
            {secret}
          </code>
          <CopyButton
            text={secret ?? ""}
            name={name}
            label={app.copy}
            copied={app.copied}
            failed={app.copyFailed}
            data-slot="secret-copy"
          />
        </p>
      </div>
    </Dialog>
  );
}
