import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "./client.ts";
import { Json } from "./decode.ts";

/** One thing that happened; data is what its kind brings with it. */
export type LogEntry = {
  seq: number;
  at: Date;
  kind: string;
  /** Empty where no account is known, such as a call with a wrong key. */
  merchant: string;
  impUid: string;
  data: Record<string, unknown>;
};

/** What is known of the log: the newest entries first, and how far it was read. */
export type Log = { entries: LogEntry[]; last: number; cut: boolean };

/** How many entries stay on this side; a screen with more says so. */
export const KEEP = 3000;
const PAGE = 1000;

export const logKeys = { all: ["log"] as const };

/** The log as one merchant sees it: its own entries and those of nobody in particular. */
export function useLog(imp: string) {
  const queries = useQueryClient();
  return useQuery({
    ...logQuery(queries),
    select: (log: Log) => ({
      entries: log.entries.filter(({ merchant }) => merchant === imp || merchant === ""),
      cut: log.cut,
    }),
  });
}

/** Reads on from where the last reading ended. */
export function logQuery(queries: QueryClient) {
  return {
    queryKey: logKeys.all,
    queryFn: () => readOn(queries.getQueryData<Log>(logKeys.all)),
  };
}

async function readOn(before: Log | undefined): Promise<Log> {
  let log = before ?? { entries: [], last: 0, cut: false };
  for (;;) {
    const answer = await ask("GET", "/log", { query: { after: log.last, limit: PAGE } });
    const read = answer.at("list").listOrEmpty().map(entry);
    log = append(log, read, answer.at("last").integer());
    if (read.length < PAGE) return log;
  }
}

/** Puts newer entries, oldest first, before the known ones and drops the oldest. */
export function append(log: Log, read: readonly LogEntry[], last: number): Log {
  const all = [...read.toReversed(), ...log.entries];
  return { entries: all.slice(0, KEEP), last, cut: log.cut || all.length > KEEP };
}

function entry(json: Json): LogEntry {
  const data = json.at("data").value;
  return {
    seq: json.at("seq").integer(),
    at: new Date(json.at("at").text()),
    kind: json.at("kind").text(),
    merchant: json.at("merchant").textOrEmpty(),
    impUid: json.at("imp_uid").textOrEmpty(),
    data: data === null || data === undefined ? {} : new Json(data).object(),
  };
}
