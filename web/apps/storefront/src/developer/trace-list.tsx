import { Badge, Button, formatKST, formatUTC } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { orderKeys } from "../api/queries.ts";
import { fetchTrace } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Trouble, Waiting } from "../layout/trouble.tsx";
import type { OrderKey } from "../order/order.ts";

/** What the two servers did for an order, oldest first. */
export function TraceList({ orderKey }: { orderKey: OrderKey }) {
  const { t } = useTexts();
  const steps: Readonly<Record<string, string>> = t.developer.steps;
  const trace = useQuery({
    queryKey: orderKeys.trace(orderKey),
    queryFn: ({ signal }) => fetchTrace(orderKey, signal),
  });
  return (
    <>
      {trace.isPending && <Waiting />}
      {trace.isError && <Trouble error={trace.error} />}
      {trace.data?.length === 0 && (
        <p className="text-sm text-ink-soft">{t.developer.traceEmpty}</p>
      )}
      <ol className="flex flex-col gap-2" data-slot="trace">
        {trace.data?.map((line) => (
          <li key={line.key} className="border-l-2 border-line pl-3 text-sm" data-trace={line.what}>
            <p className="flex flex-wrap items-center gap-2">
              <time
                dateTime={line.at.toISOString()}
                title={formatUTC(line.at)}
                className="text-xs text-ink-soft tabular-nums"
              >
                {formatKST(line.at).slice(11)}
              </time>
              <Badge tone={line.by === "naru" ? "info" : "neutral"}>
                {t.developer.by[line.by]}
              </Badge>
              <span className="font-mono text-xs text-ink-soft">{line.what}</span>
            </p>
            {steps[line.what] !== undefined && (
              <p className="mt-0.5" data-slot="step">
                {steps[line.what]}
              </p>
            )}
            {line.detail !== "" && (
              <p className="mt-0.5 text-xs break-all text-ink-soft">{line.detail}</p>
            )}
          </li>
        ))}
      </ol>
      <Button
        size="small"
        className="self-start"
        data-slot="trace-refresh"
        onClick={() => void trace.refetch()}
      >
        {t.developer.refresh}
      </Button>
    </>
  );
}
