import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Json, text } from "./json.ts";
import { folder, naru, Program } from "./program.ts";
import { Sandbox } from "./sandbox.ts";
import { PaymentServer } from "./server.ts";

/** `naru demo` of the built binary on free ports, with data of its own. */
export type Demo = {
  readonly shop: string;
  /** The sandbox's console. */
  readonly console: string;
  readonly sdk: string;
  readonly ready: Json;
  readonly server: PaymentServer;
  readonly sandbox: Sandbox;
  readonly program: Program;
  readonly stop: () => Promise<void>;
};

export async function startDemo(...flags: string[]): Promise<Demo> {
  const home = folder();
  const demo = await startDemoIn(home.path, ...flags).catch((error: unknown) => {
    home.remove();
    throw error;
  });
  return {
    ...demo,
    stop: async () => {
      try {
        await demo.stop();
      } finally {
        home.remove();
      }
    },
  };
}

/** The same in a folder that stays: a demo that is started there again goes on. */
export async function startDemoIn(home: string, ...flags: string[]): Promise<Demo> {
  const file = join(home, "ready.json");
  rmSync(file, { force: true }); // one that was killed left it behind
  const ports = ["--port", "--server-port", "--sandbox-port", "--api-port"].flatMap((f) => [
    f,
    "0",
  ]);
  const program = new Program(
    naru,
    ["demo", "--no-open", ...ports, "--data", join(home, "data"), "--ready-file", file, ...flags],
    { cwd: home, name: "naru demo" },
  );
  const ready = await program.ready("writes its ready file", () => readReady(file));
  return {
    shop: text(ready, "shop"),
    console: text(ready, "console"),
    sdk: text(ready, "sdk"),
    ready,
    server: new PaymentServer(text(ready, "server"), text(ready, "server_api_key")),
    sandbox: new Sandbox(text(ready, "control"), text(ready, "imp")),
    program,
    stop: () => program.stop(),
  };
}

/** A ready file's content once it is there; it is written in one step. */
export function readReady(file: string): Json | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Json) : null;
}
