import type { Delivery } from "../api/deliveries.ts";
import type { Texts } from "../i18n/texts.ts";

/** Why a webhook is unsent or dropped; the sandbox's own words where the code is unknown. */
export function noteText(
  t: Texts["hooks"],
  { note, noteCode }: Pick<Delivery, "note" | "noteCode">,
): string {
  const words: Readonly<Record<string, string>> = t.notes;
  const said = words[noteCode];
  if (said === undefined) return note;
  // The name of the scenario stands between these in the sandbox's words.
  const name = /「(.*)」/.exec(note)?.[1];
  return name === undefined ? said : `${said}: ${name}`;
}
