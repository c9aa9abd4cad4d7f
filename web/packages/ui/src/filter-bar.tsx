import type { ReactNode } from "react";
import { controlClass } from "./field.tsx";

/** What narrows a list, on one line where there is room for it. */
export function FilterBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset
      data-slot="filter-bar"
      className="mb-4 flex min-w-0 flex-wrap items-center gap-2 text-sm"
    >
      <legend className="sr-only">{label}</legend>
      {children}
    </fieldset>
  );
}

/** One of a few values, or all of them. */
export function SelectFilter<V extends string>({
  label,
  value,
  all,
  options,
  onChange,
  slot,
}: {
  label: string;
  /** "" is all. */
  value: V | "";
  /** The word for all. */
  all: string;
  options: readonly { readonly value: V; readonly label: string }[];
  onChange: (value: V | "") => void;
  slot: string;
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) =>
        onChange(options.find((option) => option.value === target.value)?.value ?? "")
      }
      className={`${controlClass} sm:w-auto sm:max-w-52`}
      data-slot={slot}
    >
      <option value="">{`${label}: ${all}`}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** Two days, both of them included; either may be open. */
export function DayRange({
  from,
  to,
  words,
  onChange,
  slot,
}: {
  /** YYYY-MM-DD in Korea, or "". */
  from: string;
  to: string;
  words: { readonly from: string; readonly to: string };
  onChange: (part: { from?: string; to?: string }) => void;
  slot: string;
}) {
  const days = { from, to };
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {(["from", "to"] as const).map((end) => (
        <span key={end} className="flex min-w-0 items-center gap-1.5">
          {end === "to" && <span aria-hidden>~</span>}
          <input
            type="date"
            aria-label={words[end]}
            value={days[end]}
            onChange={(event) => onChange({ [end]: event.target.value })}
            className={`${controlClass} tabular-nums sm:max-w-40`}
            data-slot={`${slot}-${end}`}
          />
        </span>
      ))}
    </span>
  );
}
