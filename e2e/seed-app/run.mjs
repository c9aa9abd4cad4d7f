// Makes the project of docs/seed.ko.md out of its own code fences and runs it,
// so that the guide cannot drift from what works.
//
//   node e2e/seed-app/run.mjs --dir DIR [--set NAME=VALUE …] [--build-only]
//
// A fence whose title is a path (```tsx title="src/main.tsx") is that file, byte
// for byte. A fence with run="install|build|start" is that command. The values of
// .env and .env.server are the reader's own: --set replaces the value of a
// variable that one of the two files names, and nothing else. Dependencies are
// taken at the versions of package-lock.json beside this file, which has to
// agree with the guide's package.json.
//
// With `start` it prints "listening" when the shop answers, and stops it on
// SIGINT or SIGTERM.
import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
export const guide = resolve(here, "../../docs/seed.ko.md");

const fence = /^```([a-z]*)((?: [a-z]+="[^"\n]*")*)\n([\s\S]*?)^```$/gm;
const path = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** The guide's files by path, and its commands by name. */
export function extract(markdown) {
  const files = new Map();
  const commands = new Map();
  for (const [, , attributes, body] of markdown.matchAll(fence)) {
    const of = (name) => attributes.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
    const [title, run] = [of("title"), of("run")];
    if (run !== undefined) commands.set(run, body.trim());
    else if (title !== undefined && path.test(title)) {
      if (files.has(title)) throw new Error(`the guide has ${title} twice`);
      files.set(title, body);
    }
  }
  for (const name of ["install", "build", "start"]) {
    if (!commands.has(name)) throw new Error(`the guide has no command to ${name}`);
  }
  return { files, commands };
}

/** Puts the reader's own values into the two .env files. */
export function fill(files, values) {
  const left = new Set(Object.keys(values));
  const filled = new Map(files);
  for (const name of [".env", ".env.server"]) {
    const text = files.get(name);
    if (text === undefined) throw new Error(`the guide has no ${name}`);
    const lines = text.split("\n").map((line) => {
      const variable = line.split("=")[0];
      if (!(variable in values)) return line;
      left.delete(variable);
      return `${variable}=${values[variable]}`;
    });
    filled.set(name, lines.join("\n"));
  }
  if (left.size > 0) throw new Error(`the guide has no setting ${[...left].join(", ")}`);
  return filled;
}

/** Writes the guide's project into dir and returns its commands. */
export async function writeProject(dir, values = {}) {
  const { files, commands } = extract(await readFile(guide, "utf8"));
  for (const [name, body] of fill(files, values)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), body);
  }
  await copyFile(join(here, "package-lock.json"), join(dir, "package-lock.json"));
  return commands;
}

/** Runs one of the guide's commands in dir until it ends. */
export function run(dir, command, env = {}) {
  const child = launch(dir, command, env);
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", (code) => (code === 0 ? done() : fail(new Error(`${command}: exit ${code}`))));
  });
}

/** Starts one of the guide's commands in a process group of its own. */
export function launch(dir, command, env = {}) {
  return spawn(command, {
    cwd: dir,
    shell: true,
    detached: true,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
}

/** Waits until the shop answers, or until it has ended. */
export async function answers(url, child) {
  for (let tries = 0; tries < 150; tries++) {
    if (child.exitCode !== null) throw new Error(`the shop ended with ${child.exitCode}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`${url} does not answer`);
}

async function main() {
  const { values: options } = parseArgs({
    options: {
      dir: { type: "string" },
      set: { type: "string", multiple: true, default: [] },
      port: { type: "string", default: "3000" },
      "build-only": { type: "boolean", default: false },
    },
  });
  if (options.dir === undefined) throw new Error("--dir is needed: where the project is written");
  const values = Object.fromEntries(options.set.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const dir = resolve(options.dir);
  const commands = await writeProject(dir, values);
  await run(dir, commands.get("install"));
  await run(dir, commands.get("build"));
  if (options["build-only"]) return;

  const child = launch(dir, commands.get("start"), { PORT: options.port });
  const stop = () => process.kill(-child.pid, "SIGTERM");
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  child.on("exit", (code) => process.exit(code ?? 0));
  await answers(`http://127.0.0.1:${options.port}/`, child);
  console.log("listening");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
