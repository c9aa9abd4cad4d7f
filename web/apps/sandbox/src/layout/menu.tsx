import { Clock, CreditCard, House, Plug, ScrollText, Store } from "lucide-react";
import { Link, useLocation } from "wouter";
import { useTexts } from "../i18n/language.tsx";

/** The menu in the words and order of PortOne's console. */
export function Menu({ onPick }: { onPick?: () => void }) {
  const { nav, app } = useTexts();
  const [path] = useLocation();
  const items = [
    { href: "/", slot: "nav-home", label: nav.home, icon: House },
    {
      href: "/payments",
      slot: "nav-payments",
      label: nav.payments,
      sub: nav.paymentList,
      icon: CreditCard,
    },
    {
      href: "/connect/channels",
      base: "/connect",
      slot: "nav-connect",
      label: nav.connect,
      icon: Plug,
    },
    { href: "/account", slot: "nav-account", label: nav.account, icon: Store },
    { href: "/record", slot: "nav-record", label: nav.record, icon: ScrollText },
    { href: "/clock", slot: "nav-clock", label: nav.clock, icon: Clock },
  ];
  return (
    <nav aria-label={app.menu}>
      <ul className="flex flex-col gap-0.5">
        {items.map(({ href, base = href, slot, label, sub, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              data-slot={slot}
              onClick={onPick}
              aria-current={isIn(path, base) ? "page" : undefined}
              className="flex items-center gap-2.5 rounded-md px-3 py-2 text-sm font-medium text-ink-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              <span>
                {label}
                {sub !== undefined && <span className="font-normal"> · {sub}</span>}
              </span>
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
