import { Button, controlClass, Field } from "@naru/ui";
import type { ShopError } from "../api/shop-error.ts";
import { useTexts } from "../i18n/texts.tsx";
import type { Coupon } from "./coupon.ts";

/** One coupon, checked by the server. */
export function CouponField({
  coupon,
  problem,
  onChange,
}: {
  coupon: Coupon;
  problem: ShopError | null;
  onChange: (coupon: Coupon) => void;
}) {
  const { t, language } = useTexts();
  const words = t.cart;
  const use = () => onChange({ ...coupon, used: coupon.typed.trim() });
  return (
    <Field
      label={words.coupon}
      hint={words.couponHint}
      problem={problem === null || coupon.used === "" ? undefined : problem.sentence[language]}
    >
      {(control) => (
        <span className="flex gap-2">
          <input
            {...control}
            data-slot="coupon"
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={40}
            className={`${controlClass} text-base`}
            value={coupon.typed}
            onChange={(event) => onChange({ ...coupon, typed: event.target.value })}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault(); // not the whole form
              use();
            }}
          />
          <Button data-slot="coupon-use" onClick={use}>
            {words.couponUse}
          </Button>
        </span>
      )}
    </Field>
  );
}
