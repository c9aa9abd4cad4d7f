import { Badge, Card } from "@naru/ui";
import { Link } from "wouter";
import type { EndpointHealth, HomeFigures } from "../api/home.ts";
import { useLanguage } from "../i18n/language.tsx";
import { duration } from "./spans.ts";

/** Notices in and out: what waits, and what was given up. */
export function HealthCard({ webhooks }: { webhooks: HomeFigures["webhooks"] }) {
  const { t: texts, language } = useLanguage();
  const t = texts.home;
  const { pending, oldest_seconds } = webhooks.in;
  return (
    <Card title={t.webhooks} data-slot="webhook-health">
      <ul className="flex flex-col gap-3 text-sm">
        <li>
          <Link href="/webhooks/in" className="font-medium underline underline-offset-4">
            {t.hooksIn}
          </Link>
          <p className="text-ink-soft" data-slot="hooks-in-pending">
            {pending === 0
              ? t.hooksInNone
              : t.hooksInPending(
                  pending.toLocaleString(language),
                  duration(oldest_seconds ?? 0, t.units),
                )}
          </p>
        </li>
        {webhooks.endpoints.map((endpoint) => (
          <li key={endpoint.id} data-row={endpoint.id}>
            <Endpoint of={endpoint} />
          </li>
        ))}
        {webhooks.endpoints.length === 0 && (
          <li className="text-ink-soft">
            {t.noEndpoints}{" "}
            <Link
              href="/settings/endpoints"
              className="font-medium text-accent underline underline-offset-4"
            >
              {t.addEndpoint}
            </Link>
          </li>
        )}
      </ul>
    </Card>
  );
}

const tones = {
  active: "good",
  dead: "warn",
  paused: "neutral",
  disabled: "bad",
  deleted: "neutral",
} as const;

function Endpoint({ of: { url, state, dead, pending } }: { of: EndpointHealth }) {
  const { t: texts, language } = useLanguage();
  const t = texts.home;
  const word = state === "active" && dead > 0 ? "dead" : state;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 basis-40 truncate font-mono text-xs" title={url}>
          {url}
        </span>
        <Badge tone={tones[word]} data-slot={`endpoint-${word}`}>
          {t.endpointStates[word] ?? word}
        </Badge>
      </p>
      <p className="text-ink-soft">
        {t.endpointCounts(pending.toLocaleString(language), dead.toLocaleString(language))}
      </p>
    </>
  );
}
