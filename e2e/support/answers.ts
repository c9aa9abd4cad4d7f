import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectAnswer } from "./http.ts";
import { at, type Json, list, text } from "./json.ts";

/** Where each sandbox's answers are kept for Go to check; see internal/sandbox/spectest. */
const folder = process.env.NARU_SPEC_REPORT ?? "";

/** Keeps what the REST API of the sandbox behind a ready file has answered so far. */
export async function keepAnswers(readyFile: string): Promise<void> {
  if (folder === "" || !existsSync(readyFile)) return;
  const ready = JSON.parse(readFileSync(readyFile, "utf8")) as Json;
  const kept: Json[] = [];
  for (let after = 0; ; ) {
    const query = new URLSearchParams({ kind: "rest.request", after: String(after) });
    const page = await expectAnswer(200, "GET", `${text(ready, "control")}/log?${query}`);
    kept.push(...list(page, "list"));
    const last = Number(at(page, "last"));
    if (last === after) break;
    after = last;
  }
  writeFileSync(join(folder, `${randomUUID()}.log.json`), JSON.stringify(kept));
}
