import {
  BellRing,
  CreditCard,
  House,
  type LucideIcon,
  Scale,
  ScrollText,
  Settings,
} from "lucide-react";
import { Link, useLocation } from "wouter";
import { may, type Operator } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import type { Texts } from "../i18n/texts.ts";
import { useSession } from "../session/session-context.ts";

type Item = { href: string; slot: string; label: string; icon: LucideIcon };

function itemsOf({ nav }: Texts, operator: Operator): Item[] {
  const items: Item[] = [
    { href: "/", slot: "nav-home", label: nav.home, icon: House },
    { href: "/payments", slot: "nav-payments", label: nav.payments, icon: CreditCard },
    { href: "/discrepancies", slot: "nav-discrepancies", label: nav.discrepancies, icon: Scale },
    { href: "/webhooks", slot: "nav-webhooks", label: nav.webhooks, icon: BellRing },
    { href: "/settings", slot: "nav-settings", label: nav.settings, icon: Settings },
  ];
  // Whoever may not read it is not led to it.
  return may(operator, "admin")
    ? [...items, { href: "/audit", slot: "nav-audit", label: nav.audit, icon: ScrollText }]
    : items;
}

export function Menu({ onPick }: { onPick?: () => void }) {
  const texts = useTexts();
  const { operator } = useSession();
  const [path] = useLocation();
  return (
    <nav aria-label={texts.app.menu}>
      <ul className="flex flex-col gap-0.5">
        {itemsOf(texts, operator).map(({ href, slot, label, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              data-slot={slot}
              onClick={onPick}
              aria-current={isIn(path, href) ? "page" : undefined}
              className="flex items-center gap-2.5 rounded-md px-3 py-2 text-sm font-medium text-ink-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isIn(path: string, base: string): boolean {
  return base === "/" ? path === "/" : path === base || path.startsWith(`${base}/`);
}
