import type { ReactNode } from "react";

/** One screen's column with its heading. */
export function Page({
  title,
  wide = false,
  children,
  "data-slot": slot,
}: {
  title: string;
  wide?: boolean;
  children: ReactNode;
  "data-slot": string;
}) {
  return (
    <main
      id="main"
      tabIndex={-1}
      data-slot={slot}
      className={`mx-auto flex w-full flex-1 flex-col gap-5 px-4 py-6 outline-none ${wide ? "max-w-4xl" : "max-w-xl"}`}
    >
      <h1 className="text-xl font-bold text-ink">{title}</h1>
      {children}
    </main>
  );
}

export function Panel({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 sm:p-5">
      {title !== undefined && <h2 className="text-base font-semibold text-ink">{title}</h2>}
      {children}
    </section>
  );
}
