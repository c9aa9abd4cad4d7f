import type { LogEntry } from "../api/log.ts";

/** Where the copied commands go. */
export type Addresses = { rest: string; control: string };

/**
 * A command that does once more what an entry tells: the REST call, the webhook,
 * or the window's payment by a buyer without a browser. Null where there is none.
 * Secrets are not in the log, so an Authorization header reads $ACCESS_TOKEN.
 */
export function curlOf(entry: LogEntry, at: Addresses, imp: string): string | null {
  const text = (key: string) => {
    const value = entry.data[key];
    return typeof value === "string" ? value : "";
  };
  if (entry.kind === "rest.request") {
    const query = text("query") === "" ? "" : `?${text("query")}`;
    const open = text("path") === "/users/getToken";
    return command(text("method"), `${at.rest}${text("path")}${query}`, {
      type: text("content_type"),
      body: text("body"),
      ...(open ? {} : { authorization: '"Authorization: Bearer $ACCESS_TOKEN"' }),
    });
  }
  if (entry.kind.startsWith("webhook.") && text("url") !== "") {
    return command("POST", text("url"), { type: text("content_type"), body: text("body") });
  }
  if (entry.kind === "window.opened" || entry.kind === "window.refused") {
    const { params } = entry.data;
    if (typeof params !== "object" || params === null) return null;
    const body = JSON.stringify({ ...params, imp, outcome: "approve" });
    return command("POST", `${at.control}/buyer/pay`, { type: "application/json", body });
  }
  return null;
}

function command(
  method: string,
  url: string,
  { type, body, authorization }: { type: string; body: string; authorization?: string },
): string {
  const parts = [`curl -X ${method} ${quoted(url)}`];
  if (authorization !== undefined) parts.push(`-H ${authorization}`);
  if (body !== "") {
    if (type !== "") parts.push(`-H ${quoted(`Content-Type: ${type}`)}`);
    parts.push(`--data-raw ${quoted(body)}`);
  }
  return parts.join(" \\\n  ");
}

/** One word for a POSIX shell, whatever stands in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
