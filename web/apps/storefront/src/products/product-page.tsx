import { Button, Choices, formatWon, won } from "@naru/ui";
import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../i18n/texts.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { Page } from "../layout/page.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import { Picture } from "./picture.tsx";
import type { Product } from "./product.ts";
import { useProducts } from "./use-products.ts";

const mostQty = 10;

export function ProductPage({ id }: { id: string }) {
  const { t, language } = useTexts();
  const products = useProducts();
  const product = products.data?.find((one) => one.id === id);
  if (products.isPending) return <Waiting />;
  if (products.isError) {
    return (
      <Page title={t.products.title} data-slot="product-page">
        <Trouble error={products.error} onRetry={() => void products.refetch()} />
      </Page>
    );
  }
  if (product === undefined) return <NotFound text={t.products.gone} />;
  return (
    <Page title={product.name[language]} data-slot="product-page">
      <Picture name={product.picture} className="max-h-80" />
      <p className="flex items-baseline gap-2">
        <strong className="text-2xl font-bold tabular-nums" data-slot="price">
          {formatWon(product.price, language)}
        </strong>
        <span className="text-sm text-ink-soft">{t.products.shipping}</span>
      </p>
      <p className="leading-relaxed text-ink-soft">{product.about[language]}</p>
      <BuyForm key={product.id} product={product} />
    </Page>
  );
}

function BuyForm({ product }: { product: Product }) {
  const { t, language } = useTexts();
  const [, navigate] = useLocation();
  const [option, setOption] = useState<string | undefined>();
  const [qty, setQty] = useState(1);
  const [asked, setAsked] = useState(false);
  const needsOption = product.options.length > 0 && option === undefined;

  const buy = () => {
    setAsked(true);
    if (needsOption) return;
    const query = new URLSearchParams({ qty: String(qty), ...(option && { option }) });
    navigate(`/order/${product.id}?${query}`);
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
      <Quantity qty={qty} onChange={setQty} />
      <p className="flex items-baseline justify-between border-t border-line pt-4">
        <span className="text-sm text-ink-soft">{t.products.total}</span>
        <strong className="text-lg tabular-nums" data-slot="total">
          {formatWon(won(product.price * qty), language)}
        </strong>
      </p>
      <Button type="submit" tone="primary" className="h-12 text-base" data-slot="buy">
        {t.products.buy}
      </Button>
    </form>
  );
}

function Quantity({ qty, onChange }: { qty: number; onChange: (qty: number) => void }) {
  const { t } = useTexts();
  return (
    <fieldset className="flex items-center gap-2">
      <legend className="mb-1.5 text-sm font-medium">{t.products.qty}</legend>
      <Button
        className="px-3"
        aria-label={t.products.less}
        data-slot="qty-less"
        disabled={qty <= 1}
        onClick={() => onChange(qty - 1)}
      >
        <Minus aria-hidden className="size-4" />
      </Button>
      <output aria-live="polite" className="w-8 text-center tabular-nums" data-slot="qty">
        {qty}
      </output>
      <Button
        className="px-3"
        aria-label={t.products.more}
        data-slot="qty-more"
        disabled={qty >= mostQty}
        onClick={() => onChange(qty + 1)}
      >
        <Plus aria-hidden className="size-4" />
      </Button>
    </fieldset>
  );
}
