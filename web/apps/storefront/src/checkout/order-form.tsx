import { Button, formatWon, Notice } from "@naru/ui";
import { type FormEvent, useState } from "react";
import type { NewOrder } from "../api/shop.ts";
import { ShopError } from "../api/shop-error.ts";
import type { Wish } from "../cart/cart.ts";
import { useTexts } from "../i18n/texts.tsx";
import { useKept } from "../kept.ts";
import { Panel } from "../layout/page.tsx";
import { Trouble } from "../layout/trouble.tsx";
import { type Buyer, type BuyerField, buyerFields, nobody, wrongFields } from "../order/buyer.ts";
import type { Totals } from "../order/order.ts";
import { MethodChoice } from "../payment/method-choice.tsx";
import { type MethodName, methodNames } from "../payment/methods.ts";
import { usePay } from "../payment/use-pay.ts";
import { WindowHint } from "../payment/window-hint.tsx";
import { BuyerFields } from "./buyer-fields.tsx";
import { Consent } from "./consent.tsx";
import { placeOrder } from "./place-order.ts";

const firstMethod: { readonly method: string } = { method: "card" };

export function OrderForm({
  items,
  fromCart,
  totals,
}: {
  items: readonly Wish[];
  fromCart: boolean;
  totals: Totals;
}) {
  const { t, language } = useTexts();
  const [buyer, setBuyer] = useKept<Buyer>("naru-buyer", nobody);
  const [chosen, setChosen] = useKept("naru-method", firstMethod);
  const method: MethodName = methodNames.find((name) => name === chosen.method) ?? "card";
  const [consent, setConsent] = useState(false); // given anew for every order
  const [checked, setChecked] = useState(false);
  const order: NewOrder = {
    items,
    coupon: totals.coupon,
    buyer,
    method,
    language,
    consent,
  };
  const payment = usePay(() => placeOrder(order, fromCart));
  const wrong = checked ? problems(buyer, payment.error) : [];
  const total = formatWon(totals.total, language);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    const first = wrongFields(buyer)[0] ?? (consent ? undefined : "consent");
    if (first === undefined) payment.mutate();
    else event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  };

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5" data-slot="order-form">
      <Panel title={t.order.who}>
        <BuyerFields buyer={buyer} wrong={wrong} onChange={setBuyer} />
      </Panel>
      <Panel>
        <MethodChoice
          legend={t.order.method}
          value={method}
          onChange={(next) => setChosen({ method: next })}
        />
      </Panel>
      <Consent total={total} ticked={consent} missing={checked && !consent} onChange={setConsent} />
      {wrong.length > 0 && (
        <Notice tone="bad" role="alert">
          {t.order.wrongAll}
        </Notice>
      )}
      {payment.isError && <Trouble error={payment.error} />}
      {payment.windowOf !== null && (
        <WindowHint orderKey={payment.windowOf} onAgain={payment.again} />
      )}
      <Button
        type="submit"
        tone="primary"
        className="h-12 text-base"
        data-slot="pay"
        disabled={payment.isPending}
      >
        {payment.windowOf === null ? t.order.pay(total) : t.order.paying}
      </Button>
    </form>
  );
}

/** The fields that are wrong by our own rules, and the one that the server named. */
function problems(buyer: Buyer, error: unknown): BuyerField[] {
  const named = error instanceof ShopError ? error.field?.replace("buyer.", "") : undefined;
  const wrong = wrongFields(buyer);
  return buyerFields.filter((field) => wrong.includes(field) || field === named);
}
