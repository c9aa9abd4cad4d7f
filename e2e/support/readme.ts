import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./needs.ts";

export const readmes = ["README.md", "README.ko.md"] as const;

function read(name: string): string {
  return readFileSync(join(root, name), "utf8");
}

/**
 * The `sh` blocks of a document, each as its commands in order: a line is a
 * command, unless the one before ends in a backslash.
 */
export function shellBlocks(name: string): string[][] {
  return [...read(name).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, body = ""]) =>
    body
      .replace(/\\\n\s*/g, "")
      .split("\n")
      .filter((line) => line.trim() !== ""),
  );
}

/** The blocks of a document that are files, by their names. */
export function fileBlocks(name: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [, title = "", body = ""] of read(name).matchAll(
    /^```[a-z]+ title="([\w./-]+)"\n([\s\S]*?)^```$/gm,
  )) {
    if (files.has(title)) throw new Error(`${name} has ${title} twice`);
    files.set(title, body);
  }
  return files;
}

/** Every block of a document, as it stands. */
export function blocks(name: string): string[] {
  return [...read(name).matchAll(/^```[\s\S]*?^```$/gm)].map(([block]) => block);
}

/** A copy of what is in the repository, so that a block's files do not land in it. */
export function copyOfRepository(to: string): void {
  const listed = execFileSync("git", ["ls-files", "-zco", "--exclude-standard"], { cwd: root });
  for (const path of listed.toString().split("\0")) {
    if (path !== "" && existsSync(join(root, path))) cpSync(join(root, path), join(to, path));
  }
}

/** The pictures that a document shows, as paths in the repository. */
export function pictures(name: string): string[] {
  return [...read(name).matchAll(/!\[[^\]]*\]\((?!https?:)([^)]+)\)/g)].map(
    ([, path = ""]) => path,
  );
}

/** Whether a command serves until Ctrl-C, so that the next one is for another terminal. */
export function serves(command: string): boolean {
  return /\bnaru (demo|sandbox|serve)\b/.test(command);
}

/** The one block that would run these tests from within these tests. */
export function isThisRun(command: string): boolean {
  return command === "make test" || command === "make e2e";
}
