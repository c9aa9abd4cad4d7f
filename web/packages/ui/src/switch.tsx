import { startTransition, useOptimistic } from "react";

/**
 * A setting that is on or off, with a sentence on what it does. What was just
 * pressed shows at once, and goes back if it was not taken.
 */
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
  /** A promise lasts until the setting is taken or refused; who makes it tells of a refusal. */
  onChange: (on: boolean) => unknown;
  slot: string;
}) {
  const [shown, show] = useOptimistic(on);
  const press = (next: boolean) =>
    startTransition(async () => {
      show(next);
      try {
        await onChange(next);
      } catch {
        // The refusal stands beside the setting.
      }
    });
  return (
    <label className="flex cursor-pointer items-start gap-2.5 text-sm">
      <input
        type="checkbox"
        checked={shown}
        onChange={(event) => press(event.target.checked)}
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
