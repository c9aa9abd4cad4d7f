import { formatWon } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import type { Outcome, Refund } from "../order/outcome.ts";

/** Why money was not accepted, and where it is now. */
export function Rejected({ outcome }: { outcome: Extract<Outcome, { kind: "rejected" }> }) {
  const { t } = useTexts();
  const words = t.result.rejected;
  const reasons: Readonly<Record<string, string>> = words.reasons;
  return (
    <>
      <p data-slot="reason" data-reason={outcome.reason}>
        {reasons[outcome.reason] ?? words.otherReason}
      </p>
      <ul className="my-2 list-disc pl-5">
        {outcome.refunds.length === 0 && <li>{words.nothing}</li>}
        {outcome.refunds.map((refund) => (
          <RefundLine key={refund.id} refund={refund} />
        ))}
      </ul>
      <p>{words.retry}</p>
    </>
  );
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
