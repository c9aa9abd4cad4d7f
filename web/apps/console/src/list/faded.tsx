import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Load } from "../layout/load.tsx";

/** A list that stays readable, paled after a while, until the next one is there. */
export function Faded<D>({
  query,
  children,
}: {
  query: UseQueryResult<D, Error>;
  children: (data: D) => ReactNode;
}) {
  return (
    <Load query={query}>
      {(data) => (
        <div
          aria-busy={query.isPlaceholderData}
          className={`transition-opacity delay-300 ${query.isPlaceholderData ? "opacity-50" : ""}`}
        >
          {children(data)}
        </div>
      )}
    </Load>
  );
}
