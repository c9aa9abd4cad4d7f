import { useState } from "react";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { pretty } from "./pretty.ts";

export type RawWords = {
  readonly original: string;
  readonly pretty: string;
  readonly emptyBody: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
};

/** Bytes as they were, always as text: nothing in them is markup here. */
export function Raw({
  label,
  text,
  words,
  "data-slot": slot,
}: {
  label: string;
  text: string;
  words: RawWords;
  "data-slot"?: string;
}) {
  const [easy, setEasy] = useState(false);
  const readable = pretty(text);
  return (
    <div className="min-w-0">
      <div className="flex min-h-8 items-center gap-1">
        <p className="min-w-0 flex-1 text-xs font-medium break-all text-ink-soft">{label}</p>
        {readable !== null && (
          <Button tone="quiet" size="small" aria-pressed={easy} onClick={() => setEasy(!easy)}>
            {easy ? words.original : words.pretty}
          </Button>
        )}
        {text !== "" && (
          <CopyButton
            text={text}
            name={label}
            label={words.copy}
            copied={words.copied}
            failed={words.copyFailed}
          />
        )}
      </div>
      <pre
        data-slot={slot}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-md bg-raised px-3 py-2 font-mono text-xs leading-relaxed break-all whitespace-pre-wrap"
      >
        {text === "" ? words.emptyBody : easy && readable !== null ? readable : text}
      </pre>
    </div>
  );
}
