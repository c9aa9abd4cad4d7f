import { deepEqual, match, ok } from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { missing } from "../support/needs.ts";
import { folder, naru, Program } from "../support/program.ts";
import { blocks, copyOfRepository, fileBlocks, serves, shellBlocks } from "../support/readme.ts";

const guide = "docs/testing.md";
const skip = missing("bash", "git", "go", "make", "node", "python3", "java", "javac");
const compiling = 240_000;

/** What a step of the guide has to print when its tests were run. */
const passed: Readonly<Record<string, RegExp>> = {
  node: /# pass 4\n# fail 0/,
  python3: /Ran 4 tests[\s\S]*OK/,
  java: /4 passed, 0 failed/,
  go: /^ok\s+my-shop/m,
};

/** The reader's project: the guide's files, and Naru's repository in it. */
function project(): ReturnType<typeof folder> {
  const home = folder();
  for (const [name, body] of fileBlocks(guide)) {
    mkdirSync(dirname(join(home.path, name)), { recursive: true });
    writeFileSync(join(home.path, name), body);
  }
  mkdirSync(join(home.path, "naru"));
  copyOfRepository(join(home.path, "naru"));
  return home;
}

// The modules of Naru are there already; its packages are compiled as `make build` does.
const go = { GOFLAGS: "-trimpath", CGO_ENABLED: "0" };

function judge(command: string, printed: string, seen: Set<string>): void {
  for (const [program, wanted] of Object.entries(passed)) {
    if (!new RegExp(`\\b${program} (--test|-m|-ea|test)`).test(command)) continue;
    match(printed, wanted, `${command}: ${printed}`);
    seen.add(program);
  }
}

test("both guides to testing have the same blocks", () => {
  ok(blocks(guide).length > 0);
  deepEqual(blocks("docs/testing.ko.md"), blocks(guide));
});

test("every command of the guide to testing runs as written", {
  skip,
  timeout: 600_000,
}, async () => {
  const home = project();
  const running: Program[] = [];
  const seen = new Set<string>();
  const path = [dirname(naru), process.env.PATH ?? ""].join(delimiter);
  try {
    for (const command of shellBlocks(guide).flat()) {
      const program = new Program("sh", ["-c", `exec ${command}`], {
        cwd: home.path,
        env: { ...go, PATH: path },
        name: command,
      });
      if (serves(command)) {
        running.push(program);
        await program.ready("writes its ready file", () => {
          return program.stdout.includes("REST API Secret") && existing(home.path);
        });
        continue;
      }
      await program.finish(compiling);
      judge(command, program.stdout + program.stderr, seen);
    }
    deepEqual([...seen].sort(), Object.keys(passed).sort(), "every language's tests were run");
    for (const program of running) await program.stop();
  } finally {
    for (const program of running) await program.kill();
    home.remove();
  }
});

function existing(home: string): boolean {
  try {
    return readFileSync(join(home, "ready.json")).length > 0;
  } catch {
    return false;
  }
}

/** The steps of a workflow that are commands, but for those of a failure. */
function runs(workflow: string): string[] {
  const steps = workflow.split(/^ {6}- /m).slice(1);
  return steps.flatMap((step) => {
    if (step.startsWith("if: failure()")) return [];
    const block = /^run: \|\n((?: {10}.*\n)+)/.exec(step)?.[1];
    if (block !== undefined) return [block.replace(/^ {10}/gm, "")];
    const line = /^run: (.*)$/m.exec(step)?.[1];
    return line === undefined ? [] : [line];
  });
}

test("every step of the guide's workflow runs as written", { skip, timeout: 600_000 }, async () => {
  const home = project();
  const steps: Program[] = [];
  const seen = new Set<string>();
  const added = join(home.path, "path");
  writeFileSync(added, "");
  try {
    const commands = runs(fileBlocks(guide).get(".github/workflows/test.yml") ?? "");
    for (const command of commands) {
      // What a step adds to GITHUB_PATH the next ones find, as in Actions.
      const path = [...readFileSync(added, "utf8").split("\n").filter(Boolean), process.env.PATH];
      const program = new Program("bash", ["-eo", "pipefail", "-c", command], {
        cwd: home.path,
        env: { ...go, PATH: path.join(delimiter), GITHUB_PATH: added },
        name: command,
      });
      steps.push(program);
      await program.finish(compiling);
      judge(command, program.stdout + program.stderr, seen);
    }
    deepEqual([...seen].sort(), Object.keys(passed).sort(), "every language's tests were run");
  } finally {
    for (const program of steps) await program.crash(); // with what it left running
    home.remove();
  }
});
