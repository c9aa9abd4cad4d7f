import { formatWon } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/texts.tsx";
import { Page } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { Picture } from "./picture.tsx";
import { useProducts } from "./use-products.ts";

export function ProductList() {
  const { t, language } = useTexts();
  const products = useProducts();
  return (
    <Page title={t.products.title} wide data-slot="product-list">
      {products.isPending && <Waiting />}
      {products.isError && (
        <Trouble error={products.error} onRetry={() => void products.refetch()} />
      )}
      {products.data?.length === 0 && <p className="text-ink-soft">{t.products.empty}</p>}
      <ul className="grid grid-cols-2 gap-x-3 gap-y-6 sm:grid-cols-3 sm:gap-x-5">
        {products.data?.map((product) => (
          <li key={product.id}>
            <Link
              href={`/products/${product.id}`}
              data-slot="product"
              data-product={product.id}
              className="group flex flex-col gap-2 rounded-lg"
            >
              <Picture name={product.picture} className="group-hover:text-ink" />
              <span className="text-sm text-ink group-hover:underline">
                {product.name[language]}
              </span>
              <span className="text-base font-bold text-ink tabular-nums">
                {formatWon(product.price, language)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  );
}
