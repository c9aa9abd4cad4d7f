import { Button, Dialog } from "@naru/ui";
import { type ReactNode, useState } from "react";
import { useTexts } from "../i18n/language.tsx";

/** The question before money goes back; above the limit it is answered twice. */
export function RefundConfirm({
  amount,
  preview,
  twice,
  onClose,
  onYes,
}: {
  amount: string;
  preview: ReactNode;
  twice: boolean;
  onClose: () => void;
  onYes: () => void;
}) {
  const { refund: t, app } = useTexts();
  const [sure, setSure] = useState(false);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.confirmTitle(amount)}
      closeLabel={app.close}
      data-slot="refund-dialog"
      footer={
        <>
          <Button onClick={onClose}>{app.cancel}</Button>
          <Button
            tone="danger"
            disabled={twice && !sure}
            onClick={onYes}
            data-slot="refund-confirm"
          >
            {t.submit(amount)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm leading-relaxed">{t.confirmText}</p>
        {preview}
        {twice && (
          <label className="flex items-start gap-2.5 rounded-md border border-edge px-3 py-2.5 text-sm">
            <input
              type="checkbox"
              checked={sure}
              onChange={(event) => setSure(event.target.checked)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              data-slot="refund-sure"
            />
            {t.sure(amount)}
          </label>
        )}
      </div>
    </Dialog>
  );
}
