import type { Language } from "./won.ts";

/** The states that a list can be narrowed to, each with how many there are. */
export function StateTabs<State extends string>({
  legend,
  states,
  value,
  words,
  counts,
  language,
  onChange,
}: {
  legend: string;
  states: readonly State[];
  value: State;
  words: Readonly<Record<State, string>>;
  /** Null until they are known, or when nobody counts them. */
  counts: Readonly<Record<State, number>> | null;
  language: Language;
  onChange: (state: State) => void;
}) {
  return (
    <fieldset className="min-w-0 flex-1 max-sm:basis-full">
      <legend className="sr-only">{legend}</legend>
      <div className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1">
        {states.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={value === state}
            onClick={() => onChange(state)}
            data-slot={`filter-${state}`}
            className="inline-flex h-9 shrink-0 items-center gap-1.5 rounded-full border border-edge bg-surface px-3.5 text-sm whitespace-nowrap text-ink-soft hover:bg-raised aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
          >
            {words[state]}
            {counts !== null && (
              <span className="tabular-nums" data-slot={`count-${state}`}>
                {counts[state].toLocaleString(language)}
              </span>
            )}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
