import { Button } from "@naru/ui";
import { useState } from "react";
import { useTexts } from "../i18n/language.tsx";
import { Copy } from "./code.tsx";
import { pretty } from "./pretty.ts";

/** Bytes as they were, always as text: nothing in them is markup here. */
export function Raw({
  label,
  text,
  "data-slot": slot,
}: {
  label: string;
  text: string;
  "data-slot"?: string;
}) {
  const { raw } = useTexts();
  const [easy, setEasy] = useState(false);
  const readable = pretty(text);
  return (
    <div className="min-w-0">
      <div className="flex min-h-8 items-center gap-1">
        <p className="min-w-0 flex-1 text-xs font-medium break-all text-ink-soft">{label}</p>
        {readable !== null && (
          <Button tone="quiet" size="small" aria-pressed={easy} onClick={() => setEasy(!easy)}>
            {easy ? raw.original : raw.pretty}
          </Button>
        )}
        {text !== "" && <Copy text={text} name={label} />}
      </div>
      <pre
        data-slot={slot}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-md bg-raised px-3 py-2 font-mono text-xs leading-relaxed break-all whitespace-pre-wrap"
      >
        {text === "" ? raw.emptyBody : easy && readable !== null ? readable : text}
      </pre>
    </div>
  );
}
