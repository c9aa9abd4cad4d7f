import { afterEach, expect, it, vi } from "vitest";
import { AwayError } from "./errors.ts";
import { type ExportProgress, fetchExport } from "./exports.ts";

const order = {
  kind: "payments",
  format: "csv",
  from: "2026-11-01",
  to: "2026-11-30",
  lang: "ko",
} as const;

afterEach(() => vi.unstubAllGlobals());

function bodyOf(parts: string[], broken: boolean): ReadableStream<Uint8Array> {
  const left = [...parts];
  return new ReadableStream({
    pull(stream) {
      const next = left.shift();
      if (next !== undefined) stream.enqueue(new TextEncoder().encode(next));
      else if (broken) stream.error(new TypeError("network error"));
      else stream.close();
    },
  });
}

it("fetches the whole file and tells how much of it has come", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return new Response(bodyOf(["\ufeffa,b\r\n", "1,2\r\n"], false));
  });
  const told: ExportProgress[] = [];
  const file = await fetchExport(order, (one) => told.push(one), new AbortController().signal);
  expect(file.size).toBe(13);
  expect(told.at(-1)?.bytes).toBe(13);
  expect(asked[0]).toMatch(
    /^\/console\/api\/exports\/payments\.csv\?from=2026-11-01&to=2026-11-30&lang=ko&ticket=[0-9a-f]{32}$/,
  );
});

it("makes no file of one that broke off", async () => {
  vi.stubGlobal("fetch", async () => new Response(bodyOf(["a,b\r\n"], true)));
  const broken = fetchExport(order, () => {}, new AbortController().signal);
  await expect(broken).rejects.toBeInstanceOf(AwayError);
});
