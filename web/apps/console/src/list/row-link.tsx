import type { ReactNode } from "react";
import { Link } from "wouter";

/** What opens a row and is its address: the whole row can be pressed, the words are read. */
export function RowLink({
  href,
  slot,
  children,
}: {
  href: string;
  slot: string;
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      data-slot={slot}
      className="font-medium text-ink underline decoration-edge underline-offset-4 after:absolute after:inset-0 hover:text-accent"
    >
      {children}
    </Link>
  );
}
