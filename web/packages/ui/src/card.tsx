import type { ReactNode } from "react";

/** A box on the page that belongs together. */
export function Card({
  title,
  actions,
  children,
  "data-slot": slot,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  "data-slot"?: string;
}) {
  return (
    <section data-slot={slot} className="rounded-xl border border-line bg-surface p-4 sm:p-5">
      {title !== undefined && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <h2 className="min-w-0 flex-1 text-base font-semibold">{title}</h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}

/** Nothing is here: what that means, and what to do next. */
export function Empty({
  title,
  next,
  action,
  "data-slot": slot = "empty",
}: {
  title: string;
  next: ReactNode;
  action?: ReactNode;
  "data-slot"?: string;
}) {
  return (
    <div
      data-slot={slot}
      className="mx-auto flex max-w-md flex-col items-center gap-1 py-8 text-center"
    >
      <p className="font-medium text-ink">{title}</p>
      <p className="text-sm leading-relaxed text-ink-soft">{next}</p>
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
