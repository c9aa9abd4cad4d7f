/** A setting that is on or off, with a sentence on what it does. */
export function Switch({
  label,
  note,
  on,
  onChange,
  slot,
}: {
  label: string;
  note: string;
  on: boolean;
  onChange: (on: boolean) => void;
  slot: string;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 text-sm">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
        data-slot={slot}
      />
      <span>
        <span className="font-medium">{label}</span>
        <span className="mt-0.5 block text-xs leading-relaxed text-ink-soft">{note}</span>
      </span>
    </label>
  );
}
