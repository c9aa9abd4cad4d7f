import { type ReactNode, useEffect } from "react";
import { useTexts } from "../i18n/language.tsx";

/** A page's heading with its lead and its actions; it names the browser tab too. */
export function PageHead({
  title,
  lead,
  actions,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  const t = useTexts();
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`;
  }, [title, t]);
  return (
    <div className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        <h1 className="text-xl font-semibold">{title}</h1>
        {lead !== undefined && <p className="mt-1 text-sm leading-relaxed text-ink-soft">{lead}</p>}
      </div>
      {actions}
    </div>
  );
}

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
