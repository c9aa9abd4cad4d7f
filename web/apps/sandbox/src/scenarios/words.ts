import type { Draft } from "../api/scenarios.ts";
import type { Texts } from "../i18n/texts.ts";

/** An effect in the reader's language; an unknown one by its name. */
export function effectWord(t: Texts["scenario"], effect: string): string {
  const words: Readonly<Record<string, string>> = t.effects;
  return words[effect] ?? effect;
}

/** When a scenario is applied and what it is told, as far as anything was said. */
export function sentence(texts: Texts, draft: Pick<Draft, "when" | "do">): string {
  const t = texts.scenario;
  const parts = [
    ...Object.entries(draft.do).map(([name, value]) =>
      name === "after" ? t.do.after : `${word(t.do, name)} ${value}`,
    ),
    ...Object.entries(draft.when).map(([name, value]) => `${word(t.when, name)} ${value}`),
  ];
  return parts.length === 0 ? t.everywhere : parts.join(" · ");
}

function word(words: Readonly<Record<string, string>>, name: string): string {
  return words[name] ?? name;
}
