import type { Json } from "./decode.ts";

/** A page of a list, with how many there are in each state. */
export type Page<Row, State extends string> = {
  total: number;
  counts: Record<"all" | State, number>;
  rows: Row[];
};

export function pageOf<Row, State extends string>(
  json: Json,
  states: readonly State[],
  row: (json: Json) => Row,
): Page<Row, State> {
  const counts = json.at("counts");
  return {
    total: json.at("total").integer(),
    counts: Object.fromEntries(
      ["all", ...states].map((state) => [state, counts.at(state).integer()]),
    ) as Record<"all" | State, number>,
    rows: json.at("list").listOrEmpty().map(row),
  };
}
