import { Button } from "@naru/ui";
import type { Move } from "../api/clock.ts";
import { useTexts } from "../i18n/language.tsx";

const steps = [
  { slot: "clock-minute", label: "minute", seconds: 60 },
  { slot: "clock-hour", label: "hour", seconds: 60 * 60 },
  { slot: "clock-day", label: "day", seconds: 24 * 60 * 60 },
] as const;

/** The steps that are wanted most. */
export function Steps({ disabled, onMove }: { disabled: boolean; onMove: (move: Move) => void }) {
  const { clock: t } = useTexts();
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {steps.map(({ slot, label, seconds }) => (
        <Button
          key={slot}
          disabled={disabled}
          onClick={() => onMove({ advance: seconds })}
          data-slot={slot}
        >
          {t[label]}
        </Button>
      ))}
    </div>
  );
}
