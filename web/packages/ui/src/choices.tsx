import type { ReactNode } from "react";

/** A row of cards of which one is chosen: radio buttons that look like cards. */
export function Choices<V extends string>({
  legend,
  name,
  value,
  options,
  onChange,
  layout = "row",
  "data-slot": slot,
}: {
  legend: string;
  name: string;
  value: V | undefined;
  options: readonly { value: V; label: ReactNode; note?: ReactNode }[];
  onChange: (value: V) => void;
  layout?: "row" | "grid" | "stack";
  "data-slot"?: string;
}) {
  return (
    <fieldset data-slot={slot} className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium text-ink">{legend}</legend>
      <div className={layouts[layout]}>
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-w-0 cursor-pointer items-start gap-2.5 rounded-md border border-edge bg-surface px-3 py-2.5 text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block">{option.label}</span>
              {option.note !== undefined && (
                <span className="mt-0.5 block text-xs leading-relaxed text-ink-soft">
                  {option.note}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const layouts = {
  row: "flex flex-wrap gap-2",
  grid: "grid gap-2 sm:grid-cols-2 lg:grid-cols-3",
  stack: "flex flex-col gap-2",
} as const;
