import type { Language } from "@naru/ui";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { en } from "./en.ts";
import { ko, type Texts } from "./ko.ts";

const catalogues: Readonly<Record<Language, Texts>> = { ko, en };
const name = "naru-language";

type Choice = {
  readonly t: Texts;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
};

const Context = createContext<Choice>({ t: ko, language: "ko", setLanguage: () => undefined });

export function useTexts(): Choice {
  return useContext(Context);
}

/** Korean, unless the address or an earlier visit says English. */
function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked === "en" || asked === "ko") return asked;
  try {
    return localStorage.getItem(name) === "en" ? "en" : "ko";
  } catch {
    return "ko";
  }
}

export function TextsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = catalogues[language].shop;
    try {
      localStorage.setItem(name, language);
    } catch {
      // No storage: the choice lasts as long as the page.
    }
  }, [language]);
  return <Context value={{ t: catalogues[language], language, setLanguage }}>{children}</Context>;
}
