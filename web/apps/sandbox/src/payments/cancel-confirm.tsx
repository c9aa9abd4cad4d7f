import { Button, Dialog } from "@naru/ui";
import { useLanguage } from "../i18n/language.tsx";

/** The question before money goes back. */
export function CancelConfirm({
  open,
  text,
  busy,
  onClose,
  onYes,
}: {
  open: boolean;
  text: string;
  busy: boolean;
  onClose: () => void;
  onYes: () => void;
}) {
  const { t } = useLanguage();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.cancelling.confirmTitle}
      closeLabel={t.app.close}
      data-slot="cancel-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.close}</Button>
          <Button tone="danger" disabled={busy} onClick={onYes} data-slot="cancel-confirm">
            {busy ? t.cancelling.doing : t.cancelling.submit}
          </Button>
        </>
      }
    >
      <p className="text-sm leading-relaxed">{text}</p>
    </Dialog>
  );
}
