import type { ReactNode } from "react";

/** A fact of a drawer: its name, its value, and the name by which tests find it. */
export type Fact = readonly [label: string, value: ReactNode, slot: string];

/** Names and values; what is empty is left out. */
export function FactList({ title, rows }: { title?: string; rows: readonly Fact[] }) {
  const known = rows.filter(([, value]) => value !== "" && value !== false && value !== null);
  if (known.length === 0) return null;
  return (
    <section>
      {title !== undefined && <h3 className="mb-1 text-sm font-semibold">{title}</h3>}
      <dl className="divide-y divide-line text-sm">
        {known.map(([label, value, slot]) => (
          <div key={slot} className="grid grid-cols-[8.5rem_1fr] gap-3 py-2">
            <dt className="text-ink-faint">{label}</dt>
            <dd data-slot={slot} className="min-w-0 break-words">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
