import { Raw as Bytes } from "@naru/ui";
import { useTexts } from "../i18n/language.tsx";

/** Bytes as they were, in the words of this console. */
export function Raw(shown: { label: string; text: string; "data-slot"?: string }) {
  const { hooks, app } = useTexts();
  return <Bytes {...shown} words={{ ...hooks, ...app }} />;
}
