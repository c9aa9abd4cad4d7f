import { Button, Choices, formatWon, Notice, won } from "@naru/ui";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { addToCart } from "../cart/cart.ts";
import { useTexts } from "../i18n/texts.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { Page } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { Picture } from "./picture.tsx";
import { type Catalogue, mostOf, type Product } from "./product.ts";
import { Marks } from "./product-list.tsx";
import { Quantity } from "./quantity.tsx";
import { useCatalogue } from "./use-products.ts";

export function ProductPage({ id }: { id: string }) {
  const { t, language } = useTexts();
  const catalogue = useCatalogue();
  const product = catalogue.data?.products.find((one) => one.id === id);
  if (catalogue.isPending) return <Waiting />;
  if (catalogue.isError) {
    return (
      <Page title={t.products.title} data-slot="product-page">
        <Trouble error={catalogue.error} onRetry={() => void catalogue.refetch()} />
      </Page>
    );
  }
  if (product === undefined) return <NotFound text={t.products.gone} />;
  return (
    <Page title={product.name[language]} wide data-slot="product-page">
      <div className="grid gap-6 sm:grid-cols-2">
        <Picture name={product.picture} className="w-full self-start" />
        <div className="flex flex-col gap-5">
          <p className="flex flex-wrap items-center gap-2">
            <strong className="text-2xl font-bold tabular-nums" data-slot="price">
              {formatWon(product.price, language)}
            </strong>
            <Marks product={product} />
          </p>
          <p className="leading-relaxed text-ink-soft">{product.about[language]}</p>
          <Terms product={product} catalogue={catalogue.data} />
          <BuyForm key={product.id} product={product} />
        </div>
      </div>
    </Page>
  );
}

/** What comes beside the price: shipping, instalments, VAT. */
function Terms({ product, catalogue }: { product: Product; catalogue: Catalogue }) {
  const { t, language } = useTexts();
  const { shippingFee, freeShippingFrom, instalmentsFrom } = catalogue;
  const free = product.price >= freeShippingFrom;
  return (
    <ul className="flex flex-col gap-1 text-sm text-ink-soft">
      <li data-slot="delivery">
        {free
          ? t.products.freeDelivery
          : t.products.delivery(
              formatWon(shippingFee, language),
              formatWon(freeShippingFrom, language),
            )}
      </li>
      {product.price >= instalmentsFrom && <li>{t.products.instalments}</li>}
      {product.taxFree && <li>{t.products.taxFreeNote}</li>}
    </ul>
  );
}

function BuyForm({ product }: { product: Product }) {
  const { t, language } = useTexts();
  const [, navigate] = useLocation();
  const [option, setOption] = useState<string | undefined>();
  const [qty, setQty] = useState(1);
  const [asked, setAsked] = useState(false);
  const [added, setAdded] = useState(false);
  const needsOption = product.options.length > 0 && option === undefined;
  const most = mostOf(product);

  if (most === 0) {
    return (
      <Notice tone="warn" data-slot="sold-out">
        {t.products.soldOutNote}
      </Notice>
    );
  }
  const buy = () => {
    setAsked(true);
    if (needsOption) return;
    const query = new URLSearchParams({ qty: String(qty), ...(option && { option }) });
    navigate(`/order/${product.id}?${query}`);
  };
  const put = () => {
    setAsked(true);
    if (needsOption) return;
    addToCart({ product_id: product.id, option: option ?? "", qty }, most);
    setAdded(true);
  };

  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        buy();
      }}
    >
      {product.options.length > 0 && (
        <div>
          <Choices
            legend={t.products.option}
            name="option"
            data-slot="option"
            value={option}
            options={product.options.map((value) => ({ value, label: value }))}
            onChange={setOption}
          />
          {asked && needsOption && (
            <p role="alert" className="mt-1.5 text-sm text-bad">
              {t.products.pickOption}
            </p>
          )}
        </div>
      )}
      <div className="flex items-center justify-between gap-4">
        <Quantity qty={qty} most={most} name={product.name[language]} onChange={setQty} />
        <p className="flex items-baseline gap-3">
          <span className="text-sm text-ink-soft">{t.products.total}</span>
          <strong className="text-lg tabular-nums" data-slot="total">
            {formatWon(won(product.price * qty), language)}
          </strong>
        </p>
      </div>
      <div className="grid grid-cols-2 gap-2">
        <Button className="h-12 text-base" data-slot="add-to-cart" onClick={put}>
          {t.products.addToCart}
        </Button>
        <Button type="submit" tone="primary" className="h-12 text-base" data-slot="buy">
          {t.products.buy}
        </Button>
      </div>
      <p role="status" className="text-sm text-good">
        {added && (
          <>
            {t.products.added}{" "}
            <Link href="/cart" className="text-accent underline" data-slot="to-cart">
              {t.products.toCart}
            </Link>
          </>
        )}
      </p>
    </form>
  );
}
