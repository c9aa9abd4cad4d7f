import { controlClass, Field } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import { type Buyer, type BuyerField, buyerFields } from "../order/buyer.ts";

const kinds: Readonly<
  Record<
    BuyerField,
    { type: string; autoComplete: string; inputMode?: "numeric" | "tel" | "email" }
  >
> = {
  name: { type: "text", autoComplete: "name" },
  email: { type: "email", autoComplete: "email", inputMode: "email" },
  tel: { type: "tel", autoComplete: "tel", inputMode: "tel" },
  postcode: { type: "text", autoComplete: "postal-code", inputMode: "numeric" },
  addr: { type: "text", autoComplete: "street-address" },
};

export function BuyerFields({
  buyer,
  wrong,
  onChange,
}: {
  buyer: Buyer;
  wrong: readonly BuyerField[];
  onChange: (buyer: Buyer) => void;
}) {
  const { t } = useTexts();
  return buyerFields.map((field) => (
    <Field
      key={field}
      label={t.order[field]}
      required
      {...(field === "tel" ? { hint: t.order.telHint } : {})}
      problem={wrong.includes(field) ? t.order.wrong[field] : undefined}
    >
      {(control) => (
        <input
          {...control}
          {...kinds[field]}
          name={field}
          data-slot={`buyer-${field}`}
          required
          value={buyer[field]}
          onChange={(event) => onChange({ ...buyer, [field]: event.target.value })}
          className={`${controlClass} text-base`}
        />
      )}
    </Field>
  ));
}
