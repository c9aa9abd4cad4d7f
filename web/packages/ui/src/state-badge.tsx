import { Badge, type Tone } from "./badge.tsx";

/** Where a thing stands: its word and its tone. A state nobody knows yet is shown as it came. */
export function StateBadge({
  state,
  words,
  tones,
  slot = "state",
}: {
  state: string;
  words: Readonly<Record<string, string>>;
  tones: Readonly<Record<string, Tone>>;
  slot?: string;
}) {
  return (
    <Badge tone={tones[state] ?? "neutral"} data-slot={`${slot}-${state}`}>
      {words[state] ?? state}
    </Badge>
  );
}
