import type { ReactNode } from "react";

export type Column<Row> = {
  readonly key: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand on the right. */
  readonly align?: "left" | "right";
  /** Left out where there is no room: what a row is must be clear without it. */
  readonly wide?: boolean;
};

/**
 * A table that scrolls sideways by itself on a phone. What a row links to is in
 * its first cell, so that every row has an address.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  empty,
  selected,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What to do next when there is nothing to show. */
  empty: ReactNode;
  selected?: string | null;
}) {
  return (
    <section
      data-slot="table"
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="relative overflow-x-auto rounded-xl border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-faint">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`px-3 py-2 font-medium whitespace-nowrap ${side(column)}`}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              data-row={rowKey(row)}
              aria-current={selected === rowKey(row) ? "true" : undefined}
              className="relative border-b border-line last:border-b-0 hover:bg-raised aria-[current]:bg-accent-soft"
            >
              {columns.map((column) => (
                <td key={column.key} className={`px-3 py-2.5 align-middle ${side(column)}`}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 ? (
            <tr>
              <td colSpan={columns.length} className="px-3 py-12 text-center text-ink-faint">
                {empty}
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </section>
  );
}

function side({ align, wide }: { align?: "left" | "right"; wide?: boolean }): string {
  const room = wide === true ? "max-lg:hidden" : "";
  return `${room} ${align === "right" ? "text-right tabular-nums" : "text-left"}`;
}
