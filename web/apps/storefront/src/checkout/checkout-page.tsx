import { formatWon, won } from "@naru/ui";
import { useSearch } from "wouter";
import { useTexts } from "../i18n/texts.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { lineTitle } from "../order/order.ts";
import { Picture } from "../products/picture.tsx";
import type { Product } from "../products/product.ts";
import { useProducts } from "../products/use-products.ts";
import { OrderForm } from "./order-form.tsx";

export function CheckoutPage({ id }: { id: string }) {
  const { t } = useTexts();
  const search = useSearch();
  const products = useProducts();
  if (products.isPending) return <Waiting />;
  if (products.isError) {
    return (
      <Page title={t.order.title} data-slot="checkout">
        <Trouble error={products.error} onRetry={() => void products.refetch()} />
      </Page>
    );
  }
  const product = products.data.find((one) => one.id === id);
  const choice = product === undefined ? null : choiceOf(product, search);
  if (product === undefined || choice === null) return <NotFound text={t.products.gone} />;
  return <Checkout product={product} {...choice} />;
}

/** What was chosen on the product's page, or null when it cannot be ordered. */
function choiceOf(product: Product, search: string): { qty: number; option: string } | null {
  const query = new URLSearchParams(search);
  const qty = Number(query.get("qty") ?? "1");
  const option = query.get("option") ?? "";
  const offered = product.options.length === 0 ? option === "" : product.options.includes(option);
  return offered && Number.isInteger(qty) && qty >= 1 && qty <= 10 ? { qty, option } : null;
}

function Checkout({ product, qty, option }: { product: Product; qty: number; option: string }) {
  const { t, language } = useTexts();
  const total = formatWon(won(product.price * qty), language);
  return (
    <Page title={t.order.title} data-slot="checkout">
      <Panel title={t.order.what}>
        <div className="flex items-center gap-3">
          <Picture name={product.picture} className="w-16 shrink-0" />
          <span className="min-w-0 flex-1 text-sm">
            {lineTitle({ name: product.name[language], option, qty })}
          </span>
          <strong className="tabular-nums" data-slot="total">
            {total}
          </strong>
        </div>
      </Panel>
      <OrderForm productId={product.id} qty={qty} option={option} total={total} />
    </Page>
  );
}
