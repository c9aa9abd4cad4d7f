import { Button, Dialog, type Fact, FactList, KstTime, Notice, Raw } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Link } from "wouter";
import type { WebhookEndpoint } from "../api/endpoints.ts";
import { may } from "../api/session.ts";
import { type Event, replaySent, type WebhookDelivery } from "../api/webhooks.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { useSession } from "../session/session-context.ts";
import { eventName } from "./event-name.ts";
import { SentBadge } from "./out-list.tsx";

/** One event to the shop: what was sent, what each endpoint answered, and sending it again. */
export function SentDrawer({
  event,
  endpoints,
  onClose,
}: {
  event: Event | null;
  endpoints: readonly WebhookEndpoint[];
  onClose: () => void;
}) {
  const { webhooks: t, app } = useTexts();
  return (
    <Dialog
      open={event !== null}
      onClose={onClose}
      title={event === null ? t.outOne : eventName(t, event.type)}
      closeLabel={app.close}
      place="side"
      data-slot="sent-drawer"
    >
      {event !== null && <Whole key={event.id} event={event} endpoints={endpoints} />}
    </Dialog>
  );
}

function Whole({ event, endpoints }: { event: Event; endpoints: readonly WebhookEndpoint[] }) {
  const { webhooks: t, raw, app } = useTexts();
  return (
    <div className="flex flex-col gap-5">
      <FactList
        rows={[
          [t.at, <KstTime key="at" at={new Date(event.created_at)} />, "sent-at"],
          [t.eventId, <code key="id">{event.id}</code>, "sent-id"],
          [
            t.payment,
            <Link
              key="payment"
              href={`/payments/${event.payment_id}`}
              className="text-accent underline underline-offset-4"
              data-slot="sent-payment"
            >
              {event.payload?.data.order_ref ?? event.payment_id}
            </Link>,
            "sent-order",
          ],
        ]}
      />
      {event.deliveries.length === 0 && <Notice>{t.nobody}</Notice>}
      {event.deliveries.map((delivery) => (
        <Delivery
          key={delivery.endpoint_id}
          event={event.id}
          delivery={delivery}
          url={endpoints.find(({ id }) => id === delivery.endpoint_id)?.url}
        />
      ))}
      {event.payload !== null && (
        <Raw
          label={t.body}
          text={JSON.stringify(event.payload)}
          words={{ ...raw, ...app }}
          data-slot="sent-body"
        />
      )}
    </div>
  );
}

function Delivery({
  event,
  delivery,
  url,
}: {
  event: string;
  delivery: WebhookDelivery;
  url: string | undefined;
}) {
  const { webhooks: t, raw, app } = useTexts();
  const rows: Fact[] = [
    [t.state, <SentBadge key="state" state={delivery.state} />, "delivery-state"],
    [t.status, delivery.status === null ? "" : String(delivery.status), "delivery-status"],
    [t.problem, delivery.problem ?? "", "delivery-problem"],
    [t.tries, String(delivery.tries), "delivery-tries"],
    [t.deliveredAt, moment(delivery.delivered_at), "delivery-at"],
    [t.deadAt, moment(delivery.dead_at), "delivery-dead"],
    [t.nextAt, moment(delivery.next_at), "delivery-next"],
  ];
  return (
    <section className="flex flex-col gap-2 rounded-md border border-line p-3" data-slot="delivery">
      <h3 className="font-mono text-xs font-semibold break-all">{url ?? delivery.endpoint_id}</h3>
      <FactList rows={rows} />
      {delivery.answer !== null && (
        <Raw
          label={t.lastAnswer}
          text={delivery.answer}
          words={{ ...raw, ...app }}
          data-slot="delivery-answer"
        />
      )}
      <Replay event={event} endpoint={delivery.endpoint_id} />
    </section>
  );
}

function moment(at: string | null) {
  return at !== null && <KstTime at={new Date(at)} />;
}

function Replay({ event, endpoint }: { event: string; endpoint: string }) {
  const { webhooks: t } = useTexts();
  const { operator } = useSession();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => replaySent(event, endpoint),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  if (!may(operator, "operator")) return <Notice>{t.onlyRead}</Notice>;
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
        size="small"
        onClick={() => again.mutate()}
        disabled={again.isPending}
        data-slot="sent-replay"
      >
        <RotateCw aria-hidden className="size-4" />
        {again.isPending ? t.replaying : t.replayOut}
      </Button>
      {again.isSuccess && (
        <Notice tone="good" role="status" data-slot="sent-replayed">
          {t.replayedOut}
        </Notice>
      )}
      {again.error !== null && <ProblemNotice error={again.error} />}
    </div>
  );
}
