import { Card, Notice } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type PaymentDetail, paymentKeys } from "../api/payments.ts";
import { getRefundOptions } from "../api/refunds.ts";
import { may } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useSession } from "../session/session-context.ts";
import { RefundForm } from "./refund-form.tsx";
import { RefundOutcome } from "./refund-outcome.tsx";
import { RefundRules } from "./refund-rules.tsx";
import { isUnderWay } from "./refund-state.ts";

/** The refund desk: what came of the last one, and the form while something may go back. */
export function RefundCard({ detail }: { detail: PaymentDetail }) {
  const { refund: t } = useTexts();
  const [followed, setFollowed] = useState<string | null>(null);
  // One that is under way is followed whoever asked for it.
  const running = detail.refunds.find(isUnderWay);
  const own = detail.refunds.find(({ id }) => id === followed);
  const shown = own ?? running;
  return (
    <Card title={t.title} data-slot="refund-desk">
      <div className="flex flex-col gap-4">
        {shown !== undefined && <RefundOutcome refund={shown} />}
        <Desk detail={detail} running={running !== undefined} onSent={setFollowed} />
      </div>
    </Card>
  );
}

function Desk({
  detail,
  running,
  onSent,
}: {
  detail: PaymentDetail;
  running: boolean;
  onSent: (id: string) => void;
}) {
  const { refund: t } = useTexts();
  const { operator } = useSession();
  const { payment } = detail;
  const can = may(operator, "operator");
  const open = can && payment.captured > payment.refunded && !running;
  const options = useQuery({
    queryKey: paymentKeys.options(payment.id, null),
    queryFn: () => getRefundOptions(payment.id, null),
    enabled: open,
  });
  if (payment.captured === 0) return <Notice data-slot="refund-not-paid">{t.notPaid}</Notice>;
  if (payment.captured <= payment.refunded) {
    return <Notice data-slot="refund-complete">{t.nothingLeft}</Notice>;
  }
  if (!can) return <Notice data-slot="refund-viewer">{t.viewer}</Notice>;
  if (running) return null;
  return (
    <Load query={options}>
      {(found) => (
        <>
          <RefundRules options={found} />
          {found.cancellable > 0 && <RefundForm detail={detail} options={found} onSent={onSent} />}
        </>
      )}
    </Load>
  );
}
