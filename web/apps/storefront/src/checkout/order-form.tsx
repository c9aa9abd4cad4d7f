import { Button, Notice } from "@naru/ui";
import { type FormEvent, useState } from "react";
import type { NewOrder } from "../api/shop.ts";
import { ShopError } from "../api/shop-error.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Panel } from "../layout/page.tsx";
import { Trouble } from "../layout/trouble.tsx";
import { type Buyer, type BuyerField, buyerFields, wrongFields } from "../order/buyer.ts";
import { MethodChoice } from "../payment/method-choice.tsx";
import type { MethodName } from "../payment/methods.ts";
import { usePay } from "../payment/use-pay.ts";
import { WindowHint } from "../payment/window-hint.tsx";
import { BuyerFields } from "./buyer-fields.tsx";
import { keepBuyer, keptBuyer } from "./draft.ts";
import { placeOrder } from "./place-order.ts";

export function OrderForm({
  productId,
  qty,
  option,
  total,
}: {
  productId: string;
  qty: number;
  option: string;
  total: string;
}) {
  const { t, language } = useTexts();
  const [buyer, setBuyer] = useState<Buyer>(keptBuyer);
  const [method, setMethod] = useState<MethodName>("card");
  const [checked, setChecked] = useState(false);
  const order: NewOrder = { product_id: productId, qty, option, buyer, method, language };
  const payment = usePay(() => placeOrder(order));

  const change = (next: Buyer) => {
    setBuyer(next);
    keepBuyer(next);
  };
  const wrong = checked ? problems(buyer, payment.error) : [];

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    const [first] = wrongFields(buyer);
    if (first === undefined) payment.mutate();
    else event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  };

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5" data-slot="order-form">
      <Panel title={t.order.who}>
        <BuyerFields buyer={buyer} wrong={wrong} onChange={change} />
      </Panel>
      <Panel>
        <MethodChoice legend={t.order.method} value={method} onChange={setMethod} />
      </Panel>
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
