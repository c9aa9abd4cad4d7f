import type { Reader } from "../api/read.ts";

/** One line of what a server did for an order. */
export type TraceLine = {
  readonly key: string;
  readonly at: Date;
  readonly by: "shop" | "naru";
  readonly what: string;
  readonly detail: string;
};

/** Both servers' lines in the order of time. */
export function parseTrace(r: Reader): TraceLine[] {
  const shop = r.at("shop").list(
    (note): TraceLine => ({
      key: "",
      at: note.at("at").date(),
      by: "shop",
      what: note.at("kind").text(),
      detail: note.at("detail").text(),
    }),
  );
  const naru = r.at("events").list(
    (event): TraceLine => ({
      key: "",
      at: (event.at("at").missing ? event.at("created_at") : event.at("at")).date(),
      by: "naru",
      what: event.at("type").text(),
      detail: ["actor", "imp_uid", "reason", "detail"]
        .map((name) => event.at(name).optional(plain) ?? "")
        .filter((text) => text !== "")
        .join(" · "),
    }),
  );
  return [...shop, ...naru]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((line, i) => ({ ...line, key: `${i} ${line.what}` }));
}

/** A detail that is no text is shown as JSON: the drawer is for developers. */
function plain(r: Reader): string {
  try {
    return r.text();
  } catch {
    return JSON.stringify(r.raw());
  }
}
