import { Button, buttonClass, Empty, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { type Payment, paymentKeys, resendWebhook } from "../api/payments.ts";
import { DeliveryItem } from "../hooks/delivery-item.tsx";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

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
            <li key={delivery.id}>
              <DeliveryItem delivery={delivery} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
