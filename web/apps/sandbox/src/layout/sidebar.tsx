import { LogOut } from "lucide-react";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import { LanguageButton } from "./language-button.tsx";
import { Menu } from "./menu.tsx";

/** The left menu of a wide screen. */
export function Sidebar({ shop, code }: { shop: string; code: string }) {
  const { app } = useTexts();
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col gap-5 overflow-y-auto border-r border-line bg-surface px-3 py-4 md:flex">
      <div className="px-3">
        <p className="text-sm font-semibold text-accent">{app.name}</p>
        <p className="mt-0.5 text-xs leading-relaxed text-ink-faint">{app.band}</p>
      </div>
      <Who shop={shop} code={code} />
      <Menu />
      <div className="mt-auto flex items-center gap-1">
        <LanguageButton />
        <LogOutLink />
      </div>
    </aside>
  );
}

/** Whose pages these are. */
export function Who({ shop, code }: { shop: string; code: string }) {
  return (
    <div data-slot="who" className="rounded-md bg-raised px-3 py-2">
      <p className="truncate text-sm font-medium">{shop === "" ? " " : shop}</p>
      <p className="font-mono text-xs text-ink-faint">{code}</p>
    </div>
  );
}

export function LogOutLink() {
  const { nav } = useTexts();
  return (
    <Link
      href="~/login"
      data-slot="logout"
      className="inline-flex h-8 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium text-ink-soft hover:bg-raised hover:text-ink"
    >
      <LogOut aria-hidden className="size-4" />
      {nav.logout}
    </Link>
  );
}
