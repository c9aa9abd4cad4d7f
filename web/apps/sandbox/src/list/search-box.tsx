import { SearchBox as Box } from "@naru/ui";
import { useTexts } from "../i18n/language.tsx";

/** One box to search a list with, in the words of this console. */
export function SearchBox(shown: { value: string; hint: string; onSearch: (q: string) => void }) {
  const { payment } = useTexts();
  return <Box {...shown} words={payment} />;
}
