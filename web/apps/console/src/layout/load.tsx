import { Notice } from "@naru/ui";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { AwayError } from "../api/errors.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "./problem.tsx";

/**
 * Shows a query's data as soon as there is some. Waiting is silent for 300 ms;
 * while the payment server is away old data stays readable, and it is asked again.
 */
export function Load<D>({
  query,
  children,
}: {
  query: UseQueryResult<D, Error>;
  children: (data: D) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.failureReason instanceof AwayError) return <Away />;
  if (query.error !== null) {
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Waiting />;
}

function Away() {
  const { away } = useTexts();
  return (
    <Notice tone="warn" role="alert" data-slot="away">
      <strong className="font-semibold">{away.title}</strong> {away.text}
    </Notice>
  );
}

function Waiting() {
  const t = useTexts();
  return (
    <p role="status" className="appear-late py-8 text-center text-sm text-ink-faint">
      {t.app.loading}
    </p>
  );
}
