import { Badge, Button, buttonClass, KstTime, Notice, type Tone } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Attempt, Delivery, DeliveryState } from "../api/deliveries.ts";
import { type Payment, paymentKeys, resendWebhook } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { Empty } from "../layout/page.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { Raw } from "../layout/raw.tsx";

/** 웹훅 재발송: what was sent and answered, newest first, and once more. */
export function WebhookTab({ payment }: { payment: Payment }) {
  const { hooks: t } = useTexts();
  const queries = useQueryClient();
  const resend = useMutation({
    mutationFn: () => resendWebhook(payment.impUid),
    onSuccess: () => queries.invalidateQueries({ queryKey: paymentKeys.all }),
  });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm leading-relaxed text-ink-soft">{t.lead}</p>
      <div>
        <Button disabled={resend.isPending} onClick={() => resend.mutate()} data-slot="resend">
          {resend.isPending ? t.resending : t.resend}
        </Button>
      </div>
      {resend.isSuccess && (
        <Notice tone="good" role="status" data-slot="resent">
          {t.resent}
        </Notice>
      )}
      {resend.error !== null && <ProblemNotice error={resend.error} />}
      {payment.deliveries.length === 0 ? (
        <Empty
          title={t.empty}
          next={t.emptyNext}
          action={
            <Link href="/connect/webhook" className={buttonClass()}>
              {t.emptyLink}
            </Link>
          }
        />
      ) : (
        <ol className="flex flex-col gap-3">
          {payment.deliveries.map((delivery) => (
            <DeliveryItem key={delivery.id} delivery={delivery} />
          ))}
        </ol>
      )}
    </div>
  );
}

const tones: Record<DeliveryState, Tone> = {
  due: "info",
  held: "warn",
  delivered: "good",
  failed: "bad",
  dropped: "bad",
  unsent: "neutral",
};

function DeliveryItem({ delivery }: { delivery: Delivery }) {
  const { hooks: t } = useTexts();
  const words: Record<DeliveryState, string> = {
    due: t.waiting,
    held: t.held,
    delivered: t.delivered,
    failed: t.error,
    dropped: t.lost,
    unsent: t.unsent,
  };
  return (
    <li
      data-slot="delivery"
      data-state={delivery.state}
      className="flex flex-col gap-2 rounded-md border border-line p-3"
    >
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={tones[delivery.state]}>{words[delivery.state]}</Badge>
        <code className="font-mono text-xs">{delivery.event}</code>
        <KstTime at={delivery.createdAt} className="ml-auto text-xs text-ink-faint" />
      </div>
      {delivery.url !== "" && (
        <code className="font-mono text-xs break-all text-ink-soft">{delivery.url}</code>
      )}
      {delivery.note !== "" && <p className="text-sm text-ink-soft">{delivery.note}</p>}
      <Raw label={`${t.request} · ${delivery.contentType}`} text={delivery.body} />
      {delivery.attempts.map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attempts are only ever appended.
        <AttemptPart key={index} attempt={attempt} number={index + 1} />
      ))}
    </li>
  );
}

function AttemptPart({ attempt, number }: { attempt: Attempt; number: number }) {
  const { hooks: t } = useTexts();
  return (
    <div data-slot="attempt" data-code={attempt.code}>
      <p className="flex flex-wrap items-baseline gap-2 text-xs text-ink-soft">
        <span>{t.attempt(number)}</span>
        <span className="font-medium text-ink">
          {attempt.code === 0 ? t.noCode : `${t.code} ${attempt.code}`}
        </span>
        <KstTime at={attempt.at} className="ml-auto text-ink-faint" />
      </p>
      {attempt.problem === "" ? (
        <Raw label={t.response} text={attempt.response} />
      ) : (
        <p className="mt-1 text-xs text-bad">{attempt.problem}</p>
      )}
    </div>
  );
}
