import { Button } from "@naru/ui";
import { LogOut, Menu as MenuIcon, X } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import { LanguageButton } from "./language-button.tsx";
import { Menu } from "./menu.tsx";

/** The menu: at the left of a wide screen, folded into a bar on a phone. */
export function Sidebar({ shop, code }: { shop: string; code: string }) {
  const { app } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <aside className="sticky top-0 z-20 flex flex-col border-b border-line bg-surface px-3 py-2 max-md:max-h-dvh md:h-dvh md:gap-5 md:overflow-y-auto md:border-r md:border-b-0 md:py-4">
      <div className="flex items-center gap-1 pl-1 md:pl-3">
        <p className="min-w-0 flex-1 truncate text-sm font-semibold text-accent">{app.name}</p>
        <LanguageButton />
        <MenuToggle open={open} onToggle={() => setOpen(!open)} />
      </div>
      <div
        id="menu"
        className={`flex min-h-0 flex-1 flex-col gap-4 max-md:overflow-y-auto max-md:py-3 ${open ? "" : "max-md:hidden"}`}
      >
        <p className="-mt-4 px-3 text-xs leading-relaxed text-ink-faint max-md:mt-0 max-md:px-1">
          {app.band}
        </p>
        <div data-slot="who" className="rounded-md bg-raised px-3 py-2">
          <p className="min-h-5 truncate text-sm font-medium">{shop}</p>
          <p className="font-mono text-xs text-ink-faint">{code}</p>
        </div>
        <Menu onPick={() => setOpen(false)} />
        <LogOutLink />
      </div>
    </aside>
  );
}

function MenuToggle({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { app } = useTexts();
  const Icon = open ? X : MenuIcon;
  return (
    <Button
      tone="quiet"
      size="small"
      className="md:hidden"
      aria-expanded={open}
      aria-controls="menu"
      aria-label={open ? app.closeMenu : app.openMenu}
      onClick={onToggle}
      data-slot="menu-toggle"
    >
      <Icon aria-hidden className="size-5" />
    </Button>
  );
}

function LogOutLink() {
  const { nav } = useTexts();
  return (
    <Link
      href="~/login"
      data-slot="logout"
      className="flex items-center gap-2.5 rounded-md px-3 py-2 text-sm font-medium text-ink-soft hover:bg-raised hover:text-ink md:mt-auto"
    >
      <LogOut aria-hidden className="size-4" />
      {nav.logout}
    </Link>
  );
}
