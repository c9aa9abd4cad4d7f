import { Button, buttonClass, formatWon, won } from "@naru/ui";
import { X } from "lucide-react";
import { Link } from "wouter";
import { useTexts } from "../i18n/texts.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { lineTitle } from "../order/order.ts";
import { Picture } from "../products/picture.tsx";
import { mostOf, type Product } from "../products/product.ts";
import { Quantity } from "../products/quantity.tsx";
import { useCatalogue } from "../products/use-products.ts";
import { setQty, useCart, type Wish } from "./cart.ts";
import { useCoupon } from "./coupon.ts";
import { CouponField } from "./coupon-field.tsx";
import { TotalsList } from "./totals-list.tsx";
import { useQuote } from "./use-quote.ts";

/** What this browser has put together, at the server's prices. */
export function CartPage() {
  const { t } = useTexts();
  const cart = useCart();
  const catalogue = useCatalogue();
  const [coupon, setCoupon] = useCoupon();
  const quote = useQuote(cart, coupon.used);
  const words = t.cart;
  if (cart.length === 0) {
    return (
      <Page title={words.title} data-slot="cart">
        <p className="text-ink-soft" data-slot="cart-empty">
          {words.empty}
        </p>
        <p>
          <Link href="/" className={buttonClass("primary")}>
            {t.notFound.home}
          </Link>
        </p>
      </Page>
    );
  }
  return (
    <Page title={words.title} data-slot="cart">
      <Panel>
        {catalogue.isPending && <Waiting />}
        {catalogue.isError && (
          <Trouble error={catalogue.error} onRetry={() => void catalogue.refetch()} />
        )}
        <ul className="flex flex-col divide-y divide-line">
          {catalogue.data !== undefined &&
            cart.map((wish) => (
              <CartLine
                key={`${wish.product_id} ${wish.option}`}
                wish={wish}
                product={catalogue.data.products.find(({ id }) => id === wish.product_id)}
              />
            ))}
        </ul>
      </Panel>
      <Panel>
        <CouponField
          coupon={coupon}
          problem={quote.data?.couponProblem ?? null}
          onChange={setCoupon}
        />
        {quote.isError && <Trouble error={quote.error} onRetry={() => void quote.refetch()} />}
        {quote.isSuccess && <TotalsList totals={quote.data.totals} />}
      </Panel>
      {quote.isSuccess && (
        <Link
          href="/order"
          className={`${buttonClass("primary")} h-12 text-base`}
          data-slot="to-order"
        >
          {words.order}
        </Link>
      )}
      <Link href="/" className={buttonClass("plain")}>
        {t.result.keepShopping}
      </Link>
    </Page>
  );
}

function CartLine({ wish, product }: { wish: Wish; product: Product | undefined }) {
  const { t, language } = useTexts();
  const name =
    product === undefined
      ? t.products.gone
      : lineTitle({ name: product.name, option: wish.option, qty: 1 }, language);
  return (
    <li
      className="grid grid-cols-[4rem_1fr] items-center gap-3 py-4 first:pt-0 last:pb-0 sm:grid-cols-[4rem_1fr_auto]"
      data-slot="cart-line"
      data-product={wish.product_id}
    >
      <Picture name={product?.picture ?? ""} className="w-16 shrink-0" />
      <div className="min-w-0 text-sm">
        <p>{name}</p>
        {product !== undefined && (
          <p className="mt-1 font-semibold tabular-nums">
            {formatWon(won(product.price * wish.qty), language)}
          </p>
        )}
        {product?.left === 0 && <p className="mt-1 text-bad">{t.products.soldOutNote}</p>}
      </div>
      <div className="col-start-2 flex items-center justify-between gap-1 sm:col-start-3">
        {product !== undefined && (
          <Quantity
            qty={wish.qty}
            most={mostOf(product)}
            name={name}
            onChange={(qty) => setQty(wish, qty)}
          />
        )}
        <Button
          tone="quiet"
          className="px-2.5"
          aria-label={t.cart.remove(name)}
          data-slot="remove"
          onClick={() => setQty(wish, 0)}
        >
          <X aria-hidden className="size-4" />
        </Button>
      </div>
    </li>
  );
}
