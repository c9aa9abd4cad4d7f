import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { AwayError } from "../api/client.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "./problem.tsx";

/**
 * Shows a query's data as soon as there is some. Waiting is silent for 300 ms;
 * while the sandbox is away the banner speaks, and old data stays readable.
 */
export function Load<D>({
  query,
  children,
}: {
  query: UseQueryResult<D, Error>;
  children: (data: D) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null && !(query.error instanceof AwayError)) {
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Waiting />;
}

function Waiting() {
  const t = useTexts();
  return (
    <p role="status" className="appear-late py-8 text-center text-sm text-ink-faint">
      {t.app.loading}
    </p>
  );
}
