import { Button } from "@naru/ui";
import { Minus, Plus } from "lucide-react";
import { useTexts } from "../i18n/texts.tsx";

/** How many of a thing, by two buttons. */
export function Quantity({
  qty,
  most,
  name,
  onChange,
}: {
  qty: number;
  most: number;
  /** What is counted, for those who hear it. */
  name: string;
  onChange: (qty: number) => void;
}) {
  const { t } = useTexts();
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">{`${name} ${t.products.qty}`}</legend>
      <Button
        className="px-3"
        aria-label={`${name} ${t.products.less}`}
        data-slot="qty-less"
        disabled={qty <= 1}
        onClick={() => onChange(qty - 1)}
      >
        <Minus aria-hidden className="size-4" />
      </Button>
      <output aria-live="polite" className="w-9 text-center tabular-nums" data-slot="qty">
        {qty}
      </output>
      <Button
        className="px-3"
        aria-label={`${name} ${t.products.more}`}
        data-slot="qty-more"
        disabled={qty >= most}
        onClick={() => onChange(qty + 1)}
      >
        <Plus aria-hidden className="size-4" />
      </Button>
    </fieldset>
  );
}
