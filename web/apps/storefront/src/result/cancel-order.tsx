import { Button, Dialog, formatWon } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orderKeys } from "../api/queries.ts";
import { cancelOrder, type RefundAccount } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import { useKept } from "../kept.ts";
import { Trouble } from "../layout/trouble.tsx";
import type { Order, OrderKey } from "../order/order.ts";
import { AccountForm, emptyAccount, wrongAccount } from "./account-form.tsx";

/** Cancelling the whole order, while there is money to give back. */
export function CancelOrder({ orderKey, order }: { orderKey: OrderKey; order: Order }) {
  const { t, language } = useTexts();
  const words = t.result.cancel;
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [account, setAccount] = useKept<RefundAccount>("naru-refund-account", emptyAccount);
  const [checked, setChecked] = useState(false);
  const cancel = useMutation({
    mutationFn: () => cancelOrder(orderKey, order.byAccount ? account : null),
    onSuccess: (after) => {
      client.setQueryData(orderKeys.one(orderKey), after);
      setOpen(false);
    },
  });
  const confirm = () => {
    setChecked(true);
    if (!order.byAccount || wrongAccount(account).length === 0) cancel.mutate();
  };
  return (
    <>
      <Button data-slot="cancel-order" onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={words.title}
        closeLabel={t.close}
        data-slot="cancel-dialog"
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{words.no}</Button>
            <Button
              tone="danger"
              data-slot="cancel-confirm"
              disabled={cancel.isPending}
              onClick={confirm}
            >
              {words.yes}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <p className="leading-relaxed">{words.text(formatWon(order.cancellable, language))}</p>
          {order.byAccount && (
            <AccountForm account={account} checked={checked} onChange={setAccount} />
          )}
          {cancel.isError && <Trouble error={cancel.error} />}
        </div>
      </Dialog>
    </>
  );
}
