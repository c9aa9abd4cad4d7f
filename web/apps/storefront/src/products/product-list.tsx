import { Badge, formatWon } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/texts.tsx";
import { Page } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { Picture } from "./picture.tsx";
import type { Product } from "./product.ts";
import { useCatalogue } from "./use-products.ts";

export function ProductList() {
  const { t, language } = useTexts();
  const catalogue = useCatalogue();
  return (
    <Page title={t.products.title} wide data-slot="product-list">
      {catalogue.isPending && <Waiting />}
      {catalogue.isError && (
        <Trouble error={catalogue.error} onRetry={() => void catalogue.refetch()} />
      )}
      {catalogue.data !== undefined && (
        <p className="text-sm text-ink-soft">
          {t.products.delivery(
            formatWon(catalogue.data.shippingFee, language),
            formatWon(catalogue.data.freeShippingFrom, language),
          )}{" "}
          {t.products.couponGift}
        </p>
      )}
      <ul className="grid grid-cols-2 gap-x-3 gap-y-6 sm:grid-cols-3 sm:gap-x-5">
        {catalogue.data?.products.map((product) => (
          <li key={product.id}>
            <Link
              href={`/products/${product.id}`}
              data-slot="product"
              data-product={product.id}
              className="group flex flex-col gap-2 rounded-lg"
            >
              <Picture
                name={product.picture}
                className={product.left === 0 ? "opacity-60" : "group-hover:opacity-90"}
              />
              <span className="text-sm text-ink group-hover:underline">
                {product.name[language]}
              </span>
              <span className="flex flex-wrap items-center gap-2">
                <span className="text-base font-bold text-ink tabular-nums">
                  {formatWon(product.price, language)}
                </span>
                <Marks product={product} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  );
}

/** What sets a product apart: no VAT, few of it, none of it. */
export function Marks({ product }: { product: Product }) {
  const { t } = useTexts();
  return (
    <>
      {product.taxFree && <Badge tone="info">{t.products.taxFree}</Badge>}
      {product.left === 0 && <Badge tone="bad">{t.products.soldOut}</Badge>}
      {product.left !== null && product.left > 0 && (
        <Badge tone="warn">{t.products.left(String(product.left))}</Badge>
      )}
    </>
  );
}
