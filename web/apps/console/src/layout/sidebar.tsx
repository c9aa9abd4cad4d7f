import { Button } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LogOut, Menu as MenuIcon, X } from "lucide-react";
import { useState } from "react";
import { forget, logOut } from "../api/session.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { useSession } from "../session/session-context.ts";
import { LanguageButton } from "./language-button.tsx";
import { Menu } from "./menu.tsx";
import { ProblemNotice } from "./problem.tsx";

/** The menu: at the left of a wide screen, folded into a bar on a phone. */
export function Sidebar() {
  const { app, roles } = useTexts();
  const { operator, imp, version } = useSession();
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
        <div data-slot="who" className="rounded-md bg-raised px-3 py-2">
          <p className="truncate text-sm font-medium">{operator.name}</p>
          <p className="truncate text-xs text-ink-soft">{operator.email}</p>
          <p className="text-xs text-ink-soft" data-slot="role">
            {roles[operator.role]}
          </p>
        </div>
        <Menu onPick={() => setOpen(false)} />
        <div className="flex flex-col gap-2 md:mt-auto">
          <LogOutButton />
          <p className="px-3 font-mono text-xs text-ink-faint">
            {imp} · {version}
          </p>
        </div>
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

function LogOutButton() {
  const {
    t: { nav },
    language,
    choose,
  } = useLanguage();
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: logOut,
    onSuccess: () => {
      // The next one at this computer sees nothing of what this one looked at.
      forget(queries);
      // The server has the browser forget what it stored; the language is nobody's secret.
      choose(language);
    },
  });
  return (
    <>
      {leave.error !== null && <ProblemNotice error={leave.error} />}
      <button
        type="button"
        data-slot="logout"
        disabled={leave.isPending}
        onClick={() => leave.mutate()}
        className="flex items-center gap-2.5 rounded-md px-3 py-2 text-sm font-medium text-ink-soft hover:bg-raised hover:text-ink"
      >
        <LogOut aria-hidden className="size-4" />
        {nav.logout}
      </button>
    </>
  );
}
