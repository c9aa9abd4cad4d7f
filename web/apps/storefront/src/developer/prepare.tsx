import { Button } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { orderKeys } from "../api/queries.ts";
import { prepareOrder } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Trouble } from "../layout/trouble.tsx";
import type { OrderKey } from "../order/order.ts";

/** What a shop's staff would press on their own pages. */
export function Prepare({ orderKey }: { orderKey: OrderKey }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const prepare = useMutation({
    mutationFn: () => prepareOrder(orderKey),
    onSettled: () => client.invalidateQueries({ queryKey: orderKeys.one(orderKey) }),
  });
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-3">
      <p className="text-sm leading-relaxed text-ink-soft">{t.developer.prepareNote}</p>
      {prepare.isError && <Trouble error={prepare.error} />}
      <Button
        size="small"
        className="self-start"
        data-slot="prepare"
        disabled={prepare.isPending}
        onClick={() => prepare.mutate()}
      >
        {t.developer.prepare}
      </Button>
    </div>
  );
}
