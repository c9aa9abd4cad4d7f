import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "./button.tsx";

const places = {
  middle:
    "fixed top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 rounded-lg",
  side: "fixed inset-y-0 right-0 w-full max-w-xl sm:border-l",
} as const;

/**
 * A window over the page: a question in the middle, or a drawer at the side.
 * Focus stays inside, Escape closes, focus returns to what opened it.
 */
export function Dialog({
  open,
  onClose,
  title,
  closeLabel,
  place = "middle",
  children,
  footer,
  "data-slot": slot,
}: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  closeLabel: string;
  place?: keyof typeof places;
  children: ReactNode;
  footer?: ReactNode;
  "data-slot"?: string;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        {/* A question over a drawer dims the drawer, too. */}
        <Base.Backdrop
          forceRender={place === "middle"}
          className="fixed inset-0 z-50 bg-black/50"
        />
        <Base.Popup
          data-slot={slot}
          className={`z-50 flex flex-col border-line bg-surface text-ink shadow-xl outline-none ${places[place]}`}
        >
          <header className="flex items-start gap-3 border-b border-line px-5 py-4">
            <Base.Title className="min-w-0 flex-1 text-base leading-7 font-semibold">
              {title}
            </Base.Title>
            <Base.Close
              data-slot="dialog-close"
              aria-label={closeLabel}
              className={`${buttonClass("quiet", "small")} px-2`}
            >
              <X aria-hidden className="size-4" />
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
