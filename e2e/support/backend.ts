import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { readReady } from "./demo.ts";
import { ask } from "./http.ts";
import { type Json, text } from "./json.ts";
import { folder, naru, Program } from "./program.ts";
import { Sandbox } from "./sandbox.ts";
import { PaymentServer } from "./server.ts";

/** A port that was free just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** What a shop's developer has after the first hour: a sandbox and a server of their own. */
export type Backend = {
  /** The folder in which everything was done; .env is in it. */
  readonly home: string;
  readonly ready: Json;
  /** The lines of .env that `naru init` wrote. */
  readonly settings: Readonly<Record<string, string>>;
  /** What `naru init` printed. */
  readonly printed: string;
  readonly server: PaymentServer;
  readonly sandbox: Sandbox;
  readonly stop: () => Promise<void>;
};

/**
 * Runs `naru sandbox`, `naru init` and `naru serve` in an empty folder, for a
 * shop at an address. Without flags init takes the sandbox's ready file; with
 * flags they say which account it is.
 */
export async function startBackend(
  shop: string,
  account: (ready: Json) => Promise<readonly string[]> = async () => ["--from", "ready.json"],
): Promise<Backend> {
  const home = folder();
  const running: Program[] = [];
  const clean = async (how: "stop" | "kill") => {
    try {
      for (const program of running.toReversed()) await program[how]();
    } finally {
      home.remove();
    }
  };
  const start = (...args: string[]) => {
    const program = new Program(naru, args, { cwd: home.path });
    running.push(program);
    return program;
  };
  try {
    const file = join(home.path, "ready.json");
    const box = start("sandbox", "--memory", "--port", "0", "--ready-file", "ready.json");
    const ready = await box.ready("writes its ready file", () => readReady(file));
    const listen = `localhost:${await freePort()}`;
    const init = new Program(
      naru,
      [
        ...["init", ...(await account(ready)), "--public-url", `http://${listen}`],
        ...["--shop-webhook-url", `${shop}/webhooks`, "--shop-origins", shop],
      ],
      { cwd: home.path },
    );
    const printed = await init.finish();
    const serve = start("serve", "--listen", listen.replace("localhost", "127.0.0.1"));
    await serve.ready("answers", async () => {
      return (await ask("GET", `http://${listen}/readyz`)).status === 200 ? true : null;
    });
    const settings = readSettings(readFileSync(join(home.path, ".env"), "utf8"));
    const key = /sk_test_\w+/.exec(printed)?.[0] ?? "";
    return {
      home: home.path,
      ready,
      settings,
      printed,
      server: new PaymentServer(`http://${listen}`, key),
      sandbox: new Sandbox(text(ready, "control"), settings.PORTONE_IMP ?? ""),
      stop: () => clean("stop"),
    };
  } catch (error) {
    await clean("kill");
    throw error;
  }
}

function readSettings(env: string): Record<string, string> {
  const lines = env.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}
