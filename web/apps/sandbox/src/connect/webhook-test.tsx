import { Button, Card, Notice } from "@naru/ui";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { callWebhook, type Delivery } from "../api/deliveries.ts";
import type { Mode } from "../api/merchants.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { Raw } from "../layout/raw.tsx";

/** 호출 테스트: calls the saved address and shows what came back. */
export function WebhookTest({ imp, mode, url }: { imp: string; mode: Mode; url: string }) {
  const { webhook: t, channel } = useTexts();
  const call = useMutation({ mutationFn: () => callWebhook(imp, mode) });
  const { reset } = call;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer belongs to one mode's address.
  useEffect(reset, [mode, url]);
  return (
    <Card title={`${t.test} · ${channel.modes[mode]}`} data-slot="webhook-test-card">
      <p className="text-sm leading-relaxed text-ink-soft">{t.testNote}</p>
      <p
        className={`mt-2 text-ink-soft ${url === "" ? "text-sm" : "font-mono text-xs break-all"}`}
        data-slot="webhook-saved-url"
      >
        {url === "" ? t.noSaved : url}
      </p>
      <Button
        className="mt-3"
        disabled={url === "" || call.isPending}
        onClick={() => call.mutate()}
        data-slot="webhook-test"
      >
        {call.isPending ? t.testing : t.test}
      </Button>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {call.error !== null && <ProblemNotice error={call.error} />}
        {call.data !== undefined && <Answer delivery={call.data} />}
      </div>
    </Card>
  );
}

function Answer({ delivery }: { delivery: Delivery | null }) {
  const { webhook: t } = useTexts();
  const attempt = delivery?.attempts.at(-1);
  const status = attempt?.code ?? 0;
  const good = status >= 200 && status < 300;
  const cause = attempt?.problem || delivery?.note || "";
  return (
    <div className="flex flex-col gap-3" data-slot="webhook-test-answer" data-status={status}>
      <Notice tone={good ? "good" : "bad"}>
        <p className="font-medium">{status === 0 ? t.noAnswer : t.answered(status)}</p>
        {!good && (
          <p>
            {cause} {status === 0 ? t.noAnswerNext : t.answeredNext}
          </p>
        )}
      </Notice>
      {delivery !== null && <Raw label={t.sent} text={delivery.body} />}
      {status !== 0 && <Raw label={t.answer} text={attempt?.response ?? ""} />}
    </div>
  );
}
