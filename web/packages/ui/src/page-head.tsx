import { type ReactNode, useEffect } from "react";

/** A page's heading with its lead and its actions; it names the browser tab, too. */
export function PageHead({
  title,
  app,
  lead,
  actions,
}: {
  title: string;
  /** The name of the app, for the browser tab. */
  app: string;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · ${app}`;
  }, [title, app]);
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
