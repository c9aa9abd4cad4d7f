import { Button, Notice } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useLocation } from "wouter";
import { orderKeys } from "../api/queries.ts";
import { fetchOrder } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import type { OrderKey } from "../order/order.ts";
import { isDecided } from "../result/poll.ts";
import { resultPath } from "../result/result-path.ts";
import { Watch } from "../result/watch.tsx";

/**
 * While the PG's window is open, which may never tell us that it is gone: looks
 * at the order now and then, goes to its page once the server has decided, and
 * lets the buyer go there or try again.
 */
export function WindowHint({ orderKey, onAgain }: { orderKey: OrderKey; onAgain: () => void }) {
  const { t } = useTexts();
  const [, navigate] = useLocation();
  const { data, refetch } = useQuery({
    queryKey: orderKeys.one(orderKey),
    queryFn: ({ signal }) => fetchOrder(orderKey, signal),
    enabled: false, // Watch asks
  });
  const look = useCallback(() => refetch({ cancelRefetch: false }), [refetch]);
  const decided = data !== undefined && isDecided(data.outcome);
  const path = resultPath(orderKey);
  useEffect(() => {
    if (decided) navigate(path);
  }, [decided, path, navigate]);
  return (
    <Notice role="status" data-slot="window-open">
      <Watch wait="open" look={look} onLate={nothing} />
      <p>{t.order.payingHint}</p>
      <p className="mt-2 flex flex-wrap gap-2">
        <Button size="small" data-slot="to-result" onClick={() => navigate(path)}>
          {t.order.toResult}
        </Button>
        <Button size="small" data-slot="window-gone" onClick={onAgain}>
          {t.order.windowGone}
        </Button>
      </p>
    </Notice>
  );
}

const nothing = () => undefined;
