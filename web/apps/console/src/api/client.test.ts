import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { gate } from "../session/gate.ts";
import { ask, queryText, refusal } from "./client.ts";
import { ApiError, AwayError, GivenUpError } from "./errors.ts";

const fetched = vi.fn<typeof fetch>();

beforeEach(() => vi.stubGlobal("fetch", fetched));
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

function answers(...all: [status: number, body: unknown][]): void {
  for (const [status, body] of all) {
    fetched.mockResolvedValueOnce(new Response(JSON.stringify(body), { status }));
  }
}

it("asks again, with the same key, after a new log-in and a fresh factor", async () => {
  answers([401, { code: "session_ended" }], [403, { code: "step_up_required" }], [200, { ok: 1 }]);
  const answer = ask("POST", "/payments/p/cancel", { body: { amount: 1 }, key: "k1" });
  await vi.waitFor(() => expect(gate.need()).toBe("login"));
  gate.settle("login", true);
  await vi.waitFor(() => expect(gate.need()).toBe("step-up"));
  gate.settle("step-up", true);
  expect(await answer).toEqual({ ok: 1 });
  expect(fetched).toHaveBeenCalledTimes(3);
  for (const [, init] of fetched.mock.calls) {
    expect(new Headers(init?.headers).get("Idempotency-Key")).toBe("k1");
  }
});

it("sends nothing on when the operator gives up", async () => {
  answers([403, { code: "step_up_required" }]);
  const answer = ask("POST", "/payments/p/cancel", { body: {} });
  const given = expect(answer).rejects.toBeInstanceOf(GivenUpError);
  await vi.waitFor(() => expect(gate.need()).toBe("step-up"));
  gate.settle("step-up", false);
  await given;
  expect(fetched).toHaveBeenCalledTimes(1);
});

it("tells a refusal of the log-in itself at once", async () => {
  answers([401, { code: "login_refused", message_ko: "아니요" }]);
  const refused = await ask("POST", "/login", { body: {}, bare: true }).catch((e: unknown) => e);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ code: "login_refused", ko: "아니요" });
  expect(gate.need()).toBeNull();
});

it("tells a server that is away from one that refuses", () => {
  expect(refusal(502, "<html>")).toBeInstanceOf(AwayError);
  expect(refusal(503, '{"code":"server_busy"}')).toMatchObject({ code: "server_busy" });
  expect(refusal(409, "<b>no</b>")).toMatchObject({ code: "unknown", ko: "" });
});

it("leaves what is empty out of a query", () => {
  expect(queryText({ q: "", state: undefined, cursor: "a b" })).toBe("?cursor=a+b");
  expect(queryText({})).toBe("");
});
