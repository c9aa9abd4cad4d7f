import { Button } from "@naru/ui";
import { Menu as MenuIcon, X } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../i18n/language.tsx";
import { LanguageButton } from "./language-button.tsx";
import { Menu } from "./menu.tsx";
import { LogOutLink, Who } from "./sidebar.tsx";

/** Skip link for all; on a phone the bar that opens the menu, too. */
export function Top({ shop, code }: { shop: string; code: string }) {
  const { app } = useTexts();
  const [open, setOpen] = useState(false);
  const Icon = open ? X : MenuIcon;
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2 focus:text-sm"
      >
        {app.skip}
      </a>
      <header className="sticky top-0 z-20 border-b border-line bg-surface md:hidden">
        <div className="flex items-center gap-2 px-4 py-2">
          <p className="min-w-0 flex-1 truncate text-sm font-semibold text-accent">{app.name}</p>
          <LanguageButton />
          <Button
            tone="quiet"
            size="small"
            aria-expanded={open}
            aria-controls="phone-menu"
            aria-label={open ? app.closeMenu : app.openMenu}
            onClick={() => setOpen(!open)}
            data-slot="menu-toggle"
          >
            <Icon aria-hidden className="size-5" />
          </Button>
        </div>
        <div id="phone-menu" hidden={!open} className="border-t border-line px-3 py-3">
          <Who shop={shop} code={code} />
          <div className="py-2">
            <Menu onPick={() => setOpen(false)} />
          </div>
          <LogOutLink />
        </div>
      </header>
    </>
  );
}
