import { useEffect, useState } from "react";
import { pollAfter, type waitingFor } from "./poll.ts";

type Wait = NonNullable<ReturnType<typeof waitingFor>>;

/** How many looks pass before the page says that nothing has been found yet. */
const soon = 3;

/**
 * Looks again and again while something is expected, ever more slowly, and
 * stops at last. It draws nothing; onLate tells that it has been a while.
 */
export function Watch({
  wait,
  look,
  onLate,
}: {
  wait: Wait;
  look: () => Promise<unknown>;
  onLate: () => void;
}) {
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    if (looks >= soon) onLate();
    const pause = pollAfter(wait, looks);
    if (pause === null) return;
    let gone = false;
    const timer = setTimeout(async () => {
      await look();
      if (!gone) setLooks(looks + 1);
    }, pause);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [wait, looks, look, onLate]);
  return null;
}
