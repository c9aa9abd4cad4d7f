import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import type { Language, Texts } from "./texts.ts";

const STORED = "naru-console-language";
const catalogues: Record<Language, Texts> = { ko, en };

type Value = { language: Language; t: Texts; choose: (language: Language) => void };

const LanguageContext = createContext<Value>({ language: "ko", t: ko, choose: () => {} });

/** Korean first; the choice of English stays in this browser. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(stored);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      t: catalogues[language],
      choose: (next: Language) => {
        localStorage.setItem(STORED, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext.Provider value={value}>{children}</LanguageContext.Provider>;
}

function stored(): Language {
  return localStorage.getItem(STORED) === "en" ? "en" : "ko";
}

export function useLanguage(): Value {
  return useContext(LanguageContext);
}

export function useTexts(): Texts {
  return useContext(LanguageContext).t;
}
