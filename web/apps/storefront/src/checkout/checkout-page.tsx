import { useMemo } from "react";
import { useSearch } from "wouter";
import { useCart, type Wish } from "../cart/cart.ts";
import { CartPage } from "../cart/cart-page.tsx";
import { useCoupon } from "../cart/coupon.ts";
import { CouponField } from "../cart/coupon-field.tsx";
import { Lines } from "../cart/lines.tsx";
import { TotalsList } from "../cart/totals-list.tsx";
import { useQuote } from "../cart/use-quote.ts";
import { useTexts } from "../i18n/texts.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import type { Product } from "../products/product.ts";
import { useCatalogue } from "../products/use-products.ts";
import { OrderForm } from "./order-form.tsx";

/** The order form of what is in the cart. */
export function CartCheckout() {
  const cart = useCart();
  return cart.length === 0 ? <CartPage /> : <Checkout items={cart} fromCart />;
}

/** The order form of one thing that is bought at once. */
export function BuyNow({ id }: { id: string }) {
  const { t } = useTexts();
  const search = useSearch();
  const catalogue = useCatalogue();
  const product = catalogue.data?.products.find((one) => one.id === id);
  const wish = useMemo(
    () => (product === undefined ? null : choiceOf(product, search)),
    [product, search],
  );
  const items = useMemo(() => (wish === null ? [] : [wish]), [wish]);
  if (catalogue.isPending) return <Waiting />;
  if (catalogue.isError) {
    return (
      <Page title={t.order.title} data-slot="checkout">
        <Trouble error={catalogue.error} onRetry={() => void catalogue.refetch()} />
      </Page>
    );
  }
  if (wish === null) return <NotFound text={t.products.gone} />;
  return <Checkout items={items} fromCart={false} />;
}

/** What was chosen on the product's page, or null when it cannot be ordered. */
function choiceOf(product: Product, search: string): Wish | null {
  const query = new URLSearchParams(search);
  const qty = Number(query.get("qty") ?? "1");
  const option = query.get("option") ?? "";
  const offered = product.options.length === 0 ? option === "" : product.options.includes(option);
  const counted = Number.isInteger(qty) && qty >= 1 && qty <= 10;
  return offered && counted ? { product_id: product.id, qty, option } : null;
}

function Checkout({ items, fromCart }: { items: readonly Wish[]; fromCart: boolean }) {
  const { t } = useTexts();
  const [coupon, setCoupon] = useCoupon();
  const quote = useQuote(items, coupon.used);
  return (
    <Page title={t.order.title} data-slot="checkout">
      {quote.isPending && <Waiting />}
      {quote.isError && <Trouble error={quote.error} onRetry={() => void quote.refetch()} />}
      {quote.isSuccess && (
        <>
          <Panel title={t.order.what}>
            <Lines lines={quote.data.lines} />
            <CouponField coupon={coupon} problem={quote.data.couponProblem} onChange={setCoupon} />
            <TotalsList totals={quote.data.totals} />
          </Panel>
          <OrderForm items={items} fromCart={fromCart} totals={quote.data.totals} />
        </>
      )}
    </Page>
  );
}
