import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { buttonClass } from "./button.tsx";

/** Copies text to the clipboard and says so, to the eye and to the ear. */
export function CopyButton({
  text,
  label,
  copied,
  failed,
  name,
  shape = "icon",
  "data-slot": slot,
}: {
  text: string;
  label: string;
  copied: string;
  failed: string;
  /** What is copied, for the accessible name: "고객사 식별코드". */
  name: string;
  shape?: "icon" | "word";
  "data-slot"?: string;
}) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);

  const said = { idle: "", copied, failed }[state];
  const Icon = state === "copied" ? Check : Copy;
  return (
    <span className="relative inline-flex">
      <button
        type="button"
        data-slot={slot}
        data-copied={state === "copied" || undefined}
        aria-label={`${name} ${label}`.trim()}
        className={`${buttonClass(shape === "icon" ? "quiet" : "plain", "small")} ${shape === "icon" ? "px-2" : ""}`}
        onClick={async () => setState((await copyText(text)) ? "copied" : "failed")}
      >
        <Icon aria-hidden className="size-4" />
        {shape === "word" && <span>{label}</span>}
      </button>
      <span role="status" className={said === "" ? "sr-only" : hint}>
        {said}
      </span>
    </span>
  );
}

const hint =
  "pointer-events-none absolute right-0 bottom-full z-10 mb-1 rounded bg-ink px-2 py-1 text-xs whitespace-nowrap text-surface";

/** Reports whether the text reached the clipboard. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// A page opened by a plain address in the local network has no clipboard API.
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
