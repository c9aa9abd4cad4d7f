import { expect, test } from "vitest";
import { Reader } from "../api/read.ts";
import { parseTrace } from "./trace.ts";

test("both servers' lines stand in the order of time", () => {
  const lines = parseTrace(
    new Reader({
      shop: [{ at: "2026-11-23T01:00:02Z", kind: "webhook_received", detail: "payment.paid" }],
      events: [
        { created_at: "2026-11-23T01:00:03Z", type: "note.seen", detail: { amount: 1 } },
        { at: "2026-11-23T01:00:01Z", type: "payment.paid", actor: "callback", imp_uid: "imp_1" },
      ],
    }),
  );
  expect(lines.map(({ by, what, detail }) => [by, what, detail])).toEqual([
    ["naru", "payment.paid", "callback · imp_1"],
    ["shop", "webhook_received", "payment.paid"],
    ["naru", "note.seen", '{"amount":1}'],
  ]);
});
