import { Button } from "@naru/ui";
import { ShoppingCart, Wrench } from "lucide-react";
import { Link } from "wouter";
import { useCart } from "../cart/cart.ts";
import { useTexts } from "../i18n/texts.tsx";

const link =
  "inline-flex h-10 items-center rounded-md px-2 text-sm text-ink-soft hover:bg-raised hover:text-ink";

export function Header({ onDeveloper }: { onDeveloper: () => void }) {
  const { t, language, setLanguage } = useTexts();
  const count = useCart().reduce((sum, { qty }) => sum + qty, 0);
  return (
    <header className="print:hidden sticky top-0 z-10 border-b border-line bg-surface">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:p-3">
        {t.skip}
      </a>
      <div className="mx-auto flex h-14 w-full max-w-4xl items-center gap-1 px-3">
        <Link href="/" className="mr-auto px-1 text-base font-bold whitespace-nowrap text-ink">
          {t.shop}
        </Link>
        <nav aria-label={t.nav.menu} className="flex items-center">
          <Link
            href="/cart"
            className={`${link} gap-1`}
            data-slot="nav-cart"
            aria-label={t.nav.cart(String(count))}
          >
            <ShoppingCart aria-hidden className="size-4" />
            <span className="tabular-nums" data-slot="cart-count">
              {count}
            </span>
          </Link>
          <Link href="/orders" className={link} data-slot="nav-lookup">
            {t.nav.lookup}
          </Link>
        </nav>
        <Button
          tone="quiet"
          className="px-2"
          data-slot="language"
          lang={language === "ko" ? "en" : "ko"}
          onClick={() => setLanguage(language === "ko" ? "en" : "ko")}
        >
          {t.otherLanguage}
        </Button>
        <Button
          tone="quiet"
          className="px-2"
          data-slot="developer-open"
          aria-label={t.developer.title}
          onClick={onDeveloper}
        >
          <Wrench aria-hidden className="size-4" />
          <span className="hidden sm:inline">{t.nav.developer}</span>
        </Button>
      </div>
    </header>
  );
}
