import { Button, Dialog, type Fact, FactList, KstTime, Notice, Raw } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import {
  endpointKeys,
  removeEndpoint,
  rotateEndpoint,
  tryEndpoint,
  turnEndpoint,
  type WebhookEndpoint,
  type WebhookTrial,
} from "../api/endpoints.ts";
import { may } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { useSession } from "../session/session-context.ts";
import { eventName } from "../webhooks/event-name.ts";
import { Confirm } from "./confirm.tsx";
import { EndpointBadge } from "./endpoints-tab.tsx";

/** An endpoint: how it stands, a test, and turning it off, on or round. */
export function EndpointDrawer({
  endpoint,
  onMade,
  onClose,
}: {
  endpoint: WebhookEndpoint | null;
  onMade: (secret: string) => void;
  onClose: () => void;
}) {
  const { settings: t, app } = useTexts();
  return (
    <Dialog
      open={endpoint !== null}
      onClose={onClose}
      title={t.endpoint}
      closeLabel={app.close}
      place="side"
      data-slot="endpoint-drawer"
    >
      {endpoint !== null && <Whole key={endpoint.id} endpoint={endpoint} onMade={onMade} />}
    </Dialog>
  );
}

function Whole({
  endpoint: of,
  onMade,
}: {
  endpoint: WebhookEndpoint;
  onMade: (secret: string) => void;
}) {
  const { settings: t, webhooks } = useTexts();
  const { operator } = useSession();
  const at = (moment: string | null) => moment !== null && <KstTime at={new Date(moment)} />;
  const events =
    of.events.length === 0
      ? t.everything
      : of.events.map((type) => eventName(webhooks, type)).join(", ");
  const rows: Fact[] = [
    [t.url, <code key="url">{of.url}</code>, "endpoint-at"],
    [t.description, of.description, "endpoint-text"],
    [t.state, <EndpointBadge key="state" of={of} />, "endpoint-state"],
    [t.why, of.reason === null ? "" : t.endpointReasons[of.reason], "endpoint-why"],
    [t.eventsOf, events, "endpoint-events"],
    [t.failingSince, at(of.failing_since), "endpoint-failing"],
    [t.disabledAt, at(of.disabled_at), "endpoint-disabled-at"],
    [t.rotatingUntil, at(of.rotating_until), "endpoint-rotating"],
    [t.createdAt, at(of.created_at), "endpoint-created"],
  ];
  return (
    <div className="flex flex-col gap-5">
      <FactList rows={rows} />
      <Link
        href={`/webhooks/out?endpoint=${of.id}`}
        className="text-sm font-medium text-accent underline underline-offset-4"
      >
        {t.toSent}
      </Link>
      {of.configured && <Notice>{t.configuredNote}</Notice>}
      {may(operator, "admin") && <Deeds endpoint={of} onMade={onMade} />}
    </div>
  );
}

function Deeds({
  endpoint: of,
  onMade,
}: {
  endpoint: WebhookEndpoint;
  onMade: (secret: string) => void;
}) {
  const { settings: t } = useTexts();
  const [asking, setAsking] = useState<"rotate" | "remove" | null>(null);
  const queries = useQueryClient();
  const done = async () => {
    setAsking(null);
    await queries.invalidateQueries({ queryKey: endpointKeys.all });
  };
  const turn = useMutation({
    mutationFn: () => turnEndpoint(of.id, of.state === "active" ? "pause" : "resume"),
    onSuccess: done,
  });
  const rotate = useMutation({
    mutationFn: () => rotateEndpoint(of.id),
    onSuccess: async ({ secret }) => {
      onMade(secret);
      await done();
    },
  });
  const remove = useMutation({ mutationFn: () => removeEndpoint(of.id), onSuccess: done });
  return (
    <>
      <Trial id={of.id} />
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        <Button disabled={turn.isPending} onClick={() => turn.mutate()} data-slot="endpoint-turn">
          {of.state === "active" ? t.pause : t.resume}
        </Button>
        {!of.configured && (
          <>
            <Button onClick={() => setAsking("rotate")} data-slot="endpoint-rotate">
              {t.rotateSigning}
            </Button>
            <Button tone="danger" onClick={() => setAsking("remove")} data-slot="endpoint-remove">
              {t.remove}
            </Button>
          </>
        )}
      </div>
      {turn.error !== null && <ProblemNotice error={turn.error} />}
      {asking === "rotate" && (
        <Confirm
          title={t.rotateSigning}
          text={t.rotateSigningText}
          doing={t.rotateSigning}
          deed={rotate}
          onClose={() => setAsking(null)}
          slot="endpoint-rotate-dialog"
        />
      )}
      {asking === "remove" && (
        <Confirm
          title={t.remove}
          text={t.removeText}
          doing={t.remove}
          deed={remove}
          onClose={() => setAsking(null)}
          slot="endpoint-remove-dialog"
        />
      )}
    </>
  );
}

function Trial({ id }: { id: string }) {
  const { settings: t } = useTexts();
  const trial = useMutation({ mutationFn: () => tryEndpoint(id) });
  return (
    <div className="flex flex-col items-start gap-2">
      <Button disabled={trial.isPending} onClick={() => trial.mutate()} data-slot="endpoint-test">
        {trial.isPending ? t.testing : t.test}
      </Button>
      {trial.data !== undefined && <Tried trial={trial.data} />}
      {trial.error !== null && <ProblemNotice error={trial.error} />}
    </div>
  );
}

function Tried({ trial }: { trial: WebhookTrial }) {
  const { settings: t, webhooks, raw, app } = useTexts();
  const answered = trial.status === null ? (trial.problem ?? "") : `HTTP ${trial.status}`;
  return (
    <div className="flex w-full flex-col gap-2" data-slot="endpoint-tried">
      <Notice tone={trial.delivered ? "good" : "bad"} role="status">
        {trial.delivered ? t.testGood : t.testBad} {answered} ({trial.took_ms}ms)
      </Notice>
      {trial.answer !== null && (
        <Raw label={webhooks.lastAnswer} text={trial.answer} words={{ ...raw, ...app }} />
      )}
    </div>
  );
}
