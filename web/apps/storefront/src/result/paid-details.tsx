import { useTexts } from "../i18n/texts.tsx";
import type { Outcome } from "../order/outcome.ts";
import { Fact, Facts, When } from "./facts.tsx";

export function PaidDetails({ paid }: { paid: Extract<Outcome, { kind: "paid" }> }) {
  const { t } = useTexts();
  const card = [paid.card?.name, paid.card?.number].filter((part) => part).join(" ");
  if (paid.at === null && card === "" && paid.receipt === null) return null;
  return (
    <div className="flex flex-col gap-3 rounded-lg bg-raised p-4">
      <Facts>
        {paid.at !== null && (
          <Fact label={t.result.paid.at}>
            <When at={paid.at} />
          </Fact>
        )}
        {card !== "" && <Fact label={t.result.paid.card}>{card}</Fact>}
      </Facts>
      {paid.receipt !== null && (
        <a
          href={paid.receipt}
          target="_blank"
          rel="noreferrer"
          className="py-1 text-sm text-accent underline"
          data-slot="receipt"
        >
          {t.result.paid.receipt}
        </a>
      )}
    </div>
  );
}
