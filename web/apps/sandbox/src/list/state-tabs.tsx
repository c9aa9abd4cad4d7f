import { StateTabs as Tabs } from "@naru/ui";
import type { ComponentProps } from "react";
import { useLanguage } from "../i18n/language.tsx";

/** The states that a list can be narrowed to, counted in the reader's language. */
export function StateTabs<State extends string>(
  shown: Omit<ComponentProps<typeof Tabs<State>>, "language">,
) {
  const { language } = useLanguage();
  return <Tabs {...shown} language={language} />;
}
