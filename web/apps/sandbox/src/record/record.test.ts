import { describe, expect, it } from "vitest";
import type { LogEntry } from "../api/log.ts";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { curlOf, quoted } from "./curl.ts";
import { groupOf, isBad, matches, ofOrder, summary } from "./summary.ts";

const at = { rest: "http://localhost:4201", control: "http://localhost:4200/sandbox" };

function entry(kind: string, data: Record<string, unknown> = {}): LogEntry {
  return { seq: 1, at: new Date(0), kind, merchant: "imp12345678", impUid: "imp_1", data };
}

const request = entry("rest.request", {
  method: "POST",
  path: "/payments/cancel",
  query: "",
  content_type: "application/json",
  body: `{"reason":"it's mine"}`,
  status: 200,
});

describe("curlOf", () => {
  it("repeats a REST call without its token and survives quotes", () => {
    expect(curlOf(request, at, "imp1")).toBe(
      [
        "curl -X POST 'http://localhost:4201/payments/cancel'",
        `-H "Authorization: Bearer $ACCESS_TOKEN"`,
        "-H 'Content-Type: application/json'",
        `--data-raw '{"reason":"it'\\''s mine"}'`,
      ].join(" \\\n  "),
    );
  });

  it("asks for no token where one is fetched", () => {
    const token = entry("rest.request", { method: "POST", path: "/users/getToken" });
    expect(curlOf(token, at, "imp1")).not.toContain("Authorization");
  });

  it("repeats a webhook at its own address", () => {
    const sent = entry("webhook.sent", { url: "http://a/h", content_type: "text/x", body: "b" });
    expect(curlOf(sent, at, "imp1")).toContain("'http://a/h'");
  });

  it("pays a window's order again through the buyer without a browser", () => {
    const opened = entry("window.opened", { params: { merchant_uid: "m1", amount: 1000 } });
    const curl = curlOf(opened, at, "imp12345678") ?? "";
    expect(curl).toContain("/sandbox/buyer/pay");
    expect(curl).toContain(`"imp":"imp12345678","outcome":"approve"`);
  });

  it("has none where nothing was called", () => {
    expect(curlOf(entry("payment.paid"), at, "imp1")).toBeNull();
    expect(curlOf(entry("webhook.unsent", { url: "" }), at, "imp1")).toBeNull();
  });
});

describe("quoted", () => {
  it("leaves a shell nothing to run", () => {
    expect(quoted("$(rm -rf /)'; ls")).toBe(`'$(rm -rf /)'\\''; ls'`);
  });
});

describe("summary", () => {
  it("says what was called and answered", () => {
    expect(summary(request, ko)).toBe("POST /payments/cancel → 200");
  });

  it("says in the reader's language why a webhook was not sent", () => {
    const unsent = entry("webhook.unsent", {
      event: "paid",
      url: "",
      note: "웹훅 주소가 저장되어 있지 않습니다.",
      note_code: "no_address",
    });
    expect(summary(unsent, en)).toBe(`paid · ${en.hooks.notes.no_address}`);
  });

  it("puts every kind into a group", () => {
    const kinds = ["rest.request", "webhook.due", "window.opened", "vbank.issued", "merchant.made"];
    expect(kinds.map((kind) => groupOf(entry(kind)))).toEqual([
      "request",
      "webhook",
      "window",
      "payment",
      "setting",
    ]);
  });

  it("marks what failed and nothing else", () => {
    expect(isBad(request)).toBe(false);
    expect(isBad(entry("rest.request", { status: 401 }))).toBe(true);
    expect(isBad(entry("webhook.sent", { code: 0 }))).toBe(true);
    expect(isBad(entry("payment.paid"))).toBe(false);
  });
});

describe("matches", () => {
  it("needs every word, in any capitals", () => {
    expect(matches(request, "CANCEL mine")).toBe(true);
    expect(matches(request, "cancel yours")).toBe(false);
    expect(matches(request, "  ")).toBe(true);
  });
});

it("takes what tells of an order, by its merchant_uid and by its payments", () => {
  const made = { ...entry("window.opened", { params: { merchant_uid: "m-1" } }), impUid: "imp_7" };
  const paid = { ...entry("payment.paid"), impUid: "imp_7" };
  const told = { ...entry("webhook.sent", { body: '{"merchant_uid":"m-1"}' }), impUid: "imp_7" };
  const other = {
    ...entry("window.opened", { params: { merchant_uid: "m-10" } }),
    impUid: "imp_8",
  };
  expect(ofOrder([made, paid, told, other], "m-1")).toEqual([made, paid, told]);
  expect(ofOrder([made, other], "")).toHaveLength(2);
});
