import { deepEqual, equal, ok } from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { ask } from "../support/http.ts";
import { at, type Json, text } from "../support/json.ts";
import { missing, requireAll } from "../support/needs.ts";
import { folder, Program } from "../support/program.ts";
import { copyOfRepository, isThisRun, readmes, serves, shellBlocks } from "../support/readme.ts";
import { patience } from "../support/until.ts";

const compiling = 240_000;
const skip = missing("make", "go", "curl", "git");

test("both READMEs tell the same commands", () => {
  const [english, korean] = readmes.map(shellBlocks);
  ok((english ?? []).length > 0);
  deepEqual(korean, english);
});

/** Whether one of the ports that the READMEs name is taken on this machine. */
async function takenPort(): Promise<number | null> {
  for (const port of [4000, 4100, 4200, 4201]) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.on("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (!free) return port;
  }
  return null;
}

/** Every address that a program has printed answers. */
async function answers(program: Program): Promise<boolean> {
  const urls = program.stdout.match(/http:\/\/localhost:\d+/g) ?? [];
  if (urls.length === 0) return false;
  await Promise.all([...new Set(urls)].map((url) => fetch(url, { redirect: "manual" })));
  return true;
}

/** Runs a block's commands in order; what serves goes on beside the next ones. */
async function runBlock(commands: readonly string[], cwd: string, check: Check): Promise<void> {
  const running: Program[] = [];
  // The same packages as `make build` has just compiled.
  const env = { GOFLAGS: "-trimpath", CGO_ENABLED: "0" };
  let printed = "";
  try {
    for (const command of commands) {
      const program = new Program("sh", ["-c", `exec ${command}`], { cwd, env, name: command });
      if (!serves(command)) {
        printed += await program.finish(compiling);
        continue;
      }
      running.push(program);
      await program.ready("answers where it says", () => answers(program), compiling);
    }
    await check(printed);
    for (const program of running.toReversed()) await program.stop();
    equal(await takenPort(), null, "what was stopped is gone");
  } finally {
    for (const program of running) await program.kill();
  }
}

type Check = (printed: string) => Promise<void>;

/** What a reader would try after a block. */
async function tryOut(printed: string, cwd: string): Promise<void> {
  const curl = /^curl [\s\S]*/m.exec(printed)?.[0];
  if (curl === undefined) {
    equal((await fetch("http://localhost:4000")).status, 200);
    return;
  }
  const first = new Program("sh", ["-c", curl], { cwd, name: "the printed curl" });
  const opened = JSON.parse(await first.finish(patience)) as Json;
  const body = at(opened, "checkout", "request") as { [k: string]: Json };
  const bought = await ask("POST", "http://localhost:4200/sandbox/buyer/pay", {
    body: { ...body, outcome: "approve" },
  });
  equal(bought.status, 200);
  const answer = await ask(
    "POST",
    `http://localhost:4100/api/payments/${text(opened, "payment", "id")}/complete`,
    {
      body: { imp_uid: text(bought.body, "imp_uid") },
      headers: { Authorization: `Bearer ${text(opened, "client_token")}` },
    },
  );
  equal(at(answer.body, "state"), "paid", JSON.stringify(answer.body));
}

test("every sh block of the READMEs runs as written", { skip, timeout: 600_000 }, async (t) => {
  const taken = await takenPort();
  if (taken !== null) {
    const why = `port ${taken} is taken, and the READMEs use the default ports`;
    if (requireAll) throw new Error(why);
    t.skip(why);
    return;
  }
  const copy = folder();
  try {
    copyOfRepository(copy.path);
    for (const commands of shellBlocks("README.md")) {
      const [only] = commands;
      if (commands.length === 1 && only !== undefined && isThisRun(only)) {
        // We are what it runs: that it is there is all that can be tried from here.
        const dry = new Program("make", ["-n", only.replace("make ", "")], { cwd: copy.path });
        await dry.finish();
        continue;
      }
      await runBlock(commands, copy.path, (printed) => tryOut(printed, copy.path));
    }
  } finally {
    copy.remove();
  }
});
