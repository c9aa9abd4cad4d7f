import { formatWon, Notice } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import type { Refund, Rejection } from "../order/outcome.ts";

/** Why money was not accepted, and where it is now. */
export function Rejected({ rejection }: { rejection: Rejection }) {
  const { t } = useTexts();
  const words = t.result.rejected;
  const reasons: Readonly<Record<string, string>> = words.reasons;
  return (
    <>
      <p data-slot="reason" data-reason={rejection.reason}>
        {reasons[rejection.reason] ?? words.otherReason}
      </p>
      <ul className="my-2 list-disc pl-5">
        {rejection.refunds.length === 0 && <li>{words.nothing}</li>}
        {rejection.refunds.map((refund) => (
          <RefundLine key={refund.id} refund={refund} />
        ))}
      </ul>
    </>
  );
}

/** The same for money that came beside the payment that counts. */
export function RejectedBeside({ rejections }: { rejections: readonly Rejection[] }) {
  const { t } = useTexts();
  return rejections.map((rejection) => (
    <Notice key={rejection.id} tone="warn" role="status" data-slot="rejected-beside">
      <p className="font-medium">{t.result.rejected.beside}</p>
      <Rejected rejection={rejection} />
    </Notice>
  ));
}

function RefundLine({ refund }: { refund: Refund }) {
  const { t, language } = useTexts();
  const { givenBack, goingBack, stuck } = t.result.rejected;
  const say = { done: givenBack, under_way: goingBack, stuck }[refund.state];
  return (
    <li data-slot="refund" data-refund={refund.state}>
      {say(formatWon(refund.amount, language))}
    </li>
  );
}
