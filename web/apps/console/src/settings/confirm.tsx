import { Button, Dialog } from "@naru/ui";
import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** Asks once more before something is ended, and says what that means. */
export function Confirm<D>({
  title,
  text,
  doing,
  deed,
  onClose,
  slot,
  children,
}: {
  title: string;
  text: string;
  /** The word on the button. */
  doing: string;
  deed: UseMutationResult<D, Error, void>;
  onClose: () => void;
  slot: string;
  children?: ReactNode;
}) {
  const { app } = useTexts();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      closeLabel={app.close}
      data-slot={slot}
      footer={
        <>
          <Button onClick={onClose}>{app.cancel}</Button>
          <Button
            tone="danger"
            disabled={deed.isPending}
            onClick={() => deed.mutate()}
            data-slot={`${slot}-do`}
          >
            {doing}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm leading-relaxed">{text}</p>
        {children}
        {deed.error !== null && <ProblemNotice error={deed.error} />}
      </div>
    </Dialog>
  );
}
