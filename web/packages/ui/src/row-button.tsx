import type { ReactNode } from "react";

/** What opens a row: the whole row can be pressed, the words are what is read. */
export function RowButton({
  onOpen,
  slot,
  children,
}: {
  onOpen: () => void;
  slot: string;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      onClick={onOpen}
      data-slot={slot}
      className="text-left font-medium text-ink underline decoration-edge underline-offset-4 after:absolute after:inset-0 hover:text-accent"
    >
      {children}
    </button>
  );
}
