import { formatWon, type Won } from "@naru/ui";
import { CircleAlert, CircleCheck, Clock, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/texts.tsx";
import type { Order } from "../order/order.ts";
import type { Outcome } from "../order/outcome.ts";
import { AccountPanel } from "./account-panel.tsx";
import { PaidDetails } from "./paid-details.tsx";
import { Rejected } from "./rejected.tsx";

const looks = {
  good: { icon: CircleCheck, box: "bg-good-soft text-good" },
  wait: { icon: Clock, box: "bg-accent-soft text-accent" },
  bad: { icon: CircleAlert, box: "bg-bad-soft text-bad" },
  back: { icon: Undo2, box: "bg-warn-soft text-warn" },
} as const;

type View = { look: keyof typeof looks; title: string; text: ReactNode; more?: ReactNode };

/** What the server decided, in words that say where the money is. */
export function OutcomePanel({ order, late }: { order: Order; late: boolean }) {
  const view = useView(order.outcome, late);
  const { icon: Icon, box } = looks[view.look];
  return (
    <section
      data-slot="outcome"
      data-outcome={order.outcome.kind}
      aria-live="polite"
      className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 sm:p-5"
    >
      <div className="flex items-start gap-3">
        <span aria-hidden className={`rounded-full p-2 ${box}`}>
          <Icon className="size-6" />
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="pt-1.5 pb-1 text-lg leading-snug font-bold" data-slot="outcome-title">
            {view.title}
          </h2>
          <div className="leading-relaxed text-ink-soft">{view.text}</div>
        </div>
      </div>
      {view.more}
    </section>
  );
}

function useView(outcome: Outcome, late: boolean): View {
  const { t, language } = useTexts();
  const r = t.result;
  const money = (amount: Won) => formatWon(amount, language);
  switch (outcome.kind) {
    case "unopened":
      return { look: "bad", title: r.unopened.title, text: r.unopened.text };
    case "open":
      if (outcome.said !== null) {
        const more = <Said label={r.stopped.said} text={outcome.said} />;
        return { look: "bad", title: r.stopped.title, text: r.stopped.text, more };
      }
      return { look: "wait", title: r.open.title, text: late ? r.open.later : r.open.text };
    case "awaiting": {
      const more = <AccountPanel account={outcome.account} amount={outcome.amount} />;
      return { look: "wait", title: r.awaiting.title, text: r.awaiting.text, more };
    }
    case "paid":
      return {
        look: "good",
        title: r.paid.title,
        text: r.paid.text,
        more: <PaidDetails paid={outcome} />,
      };
    case "refunded":
      return {
        look: "back",
        title: r.refunded.title,
        text: r.refunded.text(money(outcome.refunded)),
      };
    case "partly_refunded":
      return {
        look: "back",
        title: r.refunded.partly,
        text: r.refunded.partlyText(money(outcome.refunded), money(outcome.amount)),
      };
    case "failed": {
      const more =
        outcome.said === null ? null : <Said label={r.failed.said} text={outcome.said} />;
      return { look: "bad", title: r.failed.title, text: r.failed.text, more };
    }
    case "rejected": {
      const text = (
        <>
          <Rejected rejection={outcome} />
          <p>{r.rejected.retry}</p>
        </>
      );
      return { look: "back", title: r.rejected.title, text };
    }
    default:
      return { look: "bad", title: r[outcome.kind].title, text: r[outcome.kind].text };
  }
}

/** The PG's own words, always as text. */
function Said({ label, text }: { label: string; text: string }) {
  return (
    <dl className="rounded-md bg-raised px-3 py-2.5 text-sm">
      <dt className="text-ink-soft">{label}</dt>
      <dd className="mt-0.5 text-ink" data-slot="said">
        {text}
      </dd>
    </dl>
  );
}
