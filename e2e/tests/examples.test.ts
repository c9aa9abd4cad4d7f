import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { freePort, startBackend } from "../support/backend.ts";
import { Customer, named, trade } from "../support/customer.ts";
import { assertPaid, givenBack, pick } from "../support/facts.ts";
import { ask } from "../support/http.ts";
import { at } from "../support/json.ts";
import { root } from "../support/needs.ts";
import { Program } from "../support/program.ts";
import { until } from "../support/until.ts";
import { browserStories } from "../support/world.ts";

type Example = {
  /** The folder in examples. */
  readonly name: string;
  /** Programs that it needs. */
  readonly needs: readonly string[];
  /** What is done once before it starts. */
  readonly prepare: readonly string[];
  readonly start: (home: string, port: number) => readonly string[];
};

/** A program with the settings of .env, as the READMEs start it. */
const fromShell = (...command: string[]) => [
  "sh",
  "-c",
  'set -a; . ./.env; set +a; exec "$@"',
  "sh",
  ...command,
];

const dir = (name: string) => join(root, "examples", name);

const examples: readonly Example[] = [
  {
    name: "node-express",
    needs: ["npm"],
    prepare: ["sh", join(root, "tools/npm.sh"), "examples/node-express"],
    start: () => ["node", "--env-file=.env", join(dir("node-express"), "server.mjs")],
  },
  {
    name: "python",
    needs: ["python3"],
    prepare: [],
    start: () => fromShell("python3", join(dir("python"), "server.py")),
  },
  {
    name: "php",
    needs: ["php"],
    prepare: [],
    start: (_, port) => fromShell("php", "-S", `localhost:${port}`, join(dir("php"), "server.php")),
  },
  {
    name: "java",
    needs: ["java", "javac"],
    prepare: [
      "javac",
      "-d",
      "classes",
      join(dir("java"), "Json.java"),
      join(dir("java"), "Shop.java"),
    ],
    start: (home) => fromShell("java", "-cp", join(home, "classes"), "Shop"),
  },
];

test("an example's server is one short file", () => {
  for (const file of [
    "node-express/server.mjs",
    "python/server.py",
    "php/server.php",
    "java/Shop.java",
  ]) {
    const lines = readFileSync(join(root, "examples", file), "utf8").split("\n").length - 1;
    ok(lines <= 150, `${file} has ${lines} lines`);
  }
});

for (const { name, needs, prepare, start } of examples) {
  const story = browserStories(...needs);
  story(`examples/${name} pays and verifies its webhook`, async ({ browsers }) => {
    const port = await freePort();
    const shop = `http://localhost:${port}`;
    const backend = await startBackend(shop);
    const [command = "", ...args] = start(backend.home, port);
    const env = {
      ...{ PORT: String(port), NARU_API_KEY: backend.server.key, SHOP_DATA: backend.home },
      STOREFRONT: join(root, "examples/storefront"),
    };
    const app = { current: null as Program | null };
    try {
      const [tool = "", ...steps] = prepare;
      if (tool !== "") {
        const cwd = name === "java" ? backend.home : root;
        await new Program(tool, steps, { cwd }).finish(80_000);
      }
      const program = new Program(command, args, { cwd: backend.home, env });
      app.current = program;
      await program.ready("serves", async () => (await fetch(shop)).ok);
      const customer = new Customer(await browsers.fresh(), "tel");
      await trade(backend, customer, shop, 12_900);

      // The webhook alone: the browser never hears of the approval.
      const window = await customer.buy(shop);
      await window.choose("approve_lose_reply");
      const payment = await named(backend, window.impUid);
      await until("the webhook tells the shop", () => {
        return (program.stdout + program.stderr).includes(`${payment.ref}: paid`);
      });
      await assertPaid(backend, payment, 12_900, window.impUid);

      const now = String(Math.floor(Date.now() / 1_000));
      for (const [timestamp, signature] of [
        [now, "v1,AAAA"],
        [now, ""],
        ["yesterday", "v1,AAAA"],
      ]) {
        const forged = await ask("POST", `${shop}/webhooks`, {
          headers: {
            ...{ "webhook-id": "evt_1", "webhook-timestamp": timestamp ?? "" },
            "webhook-signature": signature ?? "",
          },
          body: { type: "payment.paid", data: { order_ref: payment.ref } },
        });
        equal(forged.status, 401, "a webhook of somebody else is refused");
      }
      const strangers = await ask("GET", `${shop}/orders/${payment.ref}?key=guess`);
      equal(strangers.status, 404, "an order is shown to nobody without its key");
      const nonsense = await ask("POST", `${shop}/orders`, { body: [] });
      equal(nonsense.status >= 400 && nonsense.status < 500, true, `${nonsense.status}`);

      // Money taken back in PortOne's own console reaches the shop's order, too.
      await backend.sandbox.post(`/payments/${window.impUid}/cancel`, { reason: "콘솔 취소" });
      await givenBack(backend, window.impUid, 12_900);
      await until("the payment server hears of it", async () => {
        return at(await backend.server.order(payment.ref), "state") === "refunded";
      });
      deepEqual(pick(await backend.server.payment(payment.payment), "captured", "refunded"), {
        captured: 12_900,
        refunded: 12_900,
      });
      const sent = (program.stdout + program.stderr).split(`${payment.ref}: paid`).length - 1;
      equal(sent, 1, "the goods leave once");
    } finally {
      await app.current?.kill();
      await backend.stop();
    }
  });
}
