import {
  BellRing,
  Clock,
  CreditCard,
  House,
  type LucideIcon,
  Plug,
  Receipt,
  Repeat,
  ScrollText,
  Store,
  UserCheck,
  Zap,
} from "lucide-react";
import { Link, useLocation } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import type { Texts } from "../i18n/texts.ts";

type Item = { href: string; base?: string; slot: string; label: string; icon: LucideIcon };

/** The menu in the words and order of PortOne's console; what is the sandbox's own comes last. */
function groupsOf({
  nav,
  billing,
  hooks,
  scenario,
  receipt,
  certification,
}: Texts): { title: string | null; items: Item[] }[] {
  return [
    { title: null, items: [{ href: "/", slot: "nav-home", label: nav.home, icon: House }] },
    {
      title: nav.payments,
      items: [
        { href: "/payments", slot: "nav-payments", label: nav.paymentList, icon: CreditCard },
        {
          href: "/billing/schedules",
          base: "/billing",
          slot: "nav-billing",
          label: billing.title,
          icon: Repeat,
        },
        { href: "/receipts", slot: "nav-receipts", label: receipt.title, icon: Receipt },
        {
          href: "/certifications",
          slot: "nav-certifications",
          label: certification.title,
          icon: UserCheck,
        },
        { href: "/hooks", slot: "nav-hooks", label: hooks.title, icon: BellRing },
      ],
    },
    {
      title: nav.settings,
      items: [
        {
          href: "/connect/channels",
          base: "/connect",
          slot: "nav-connect",
          label: nav.connect,
          icon: Plug,
        },
        { href: "/account", slot: "nav-account", label: nav.account, icon: Store },
      ],
    },
    {
      title: nav.sandbox,
      items: [
        { href: "/scenarios", slot: "nav-scenarios", label: scenario.title, icon: Zap },
        { href: "/clock", slot: "nav-clock", label: nav.clock, icon: Clock },
        { href: "/record", slot: "nav-record", label: nav.record, icon: ScrollText },
      ],
    },
  ];
}

export function Menu({ onPick }: { onPick?: () => void }) {
  const texts = useTexts();
  const [path] = useLocation();
  return (
    <nav aria-label={texts.app.menu} className="flex flex-col gap-3">
      {groupsOf(texts).map(({ title, items }) => (
        <div key={title ?? ""}>
          {title !== null && (
            <p className="px-3 pb-1 text-xs text-ink-faint" aria-hidden>
              {title}
            </p>
          )}
          <ul aria-label={title ?? undefined} className="flex flex-col gap-0.5">
            {items.map(({ href, base = href, slot, label, icon: Icon }) => (
              <li key={href}>
                <Link
                  href={href}
                  data-slot={slot}
                  onClick={onPick}
                  aria-current={isIn(path, base) ? "page" : undefined}
                  className="flex items-center gap-2.5 rounded-md px-3 py-2 text-sm font-medium text-ink-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
                >
                  <Icon aria-hidden className="size-4 shrink-0" />
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function isIn(path: string, base: string): boolean {
  return base === "/" ? path === "/" : path === base || path.startsWith(`${base}/`);
}
