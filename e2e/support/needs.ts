import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the whole repository. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(from: string): string {
  for (let here = from; here !== dirname(here); here = dirname(here)) {
    if (existsSync(join(here, "go.mod"))) return here;
  }
  throw new Error(`no go.mod above ${from}`);
}

/** The file of a program on the PATH, or null. */
export function onPath(name: string): string | null {
  for (const dir of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(dir, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

export const chromiumPath = onPath("chromium");

/** In CI a prerequisite that is missing is a mistake of the set-up. */
export const requireAll = process.env.NARU_REQUIRE_ALL === "1";

/** Why a test cannot run here, or false; with NARU_REQUIRE_ALL=1 it must run. */
export function missing(...programs: string[]): string | false {
  const lacking = programs.filter((name) => onPath(name) === null);
  if (lacking.length === 0) return false;
  const why = `needs ${lacking.join(", ")}; install it: make setup`;
  if (requireAll) throw new Error(`${why} (NARU_REQUIRE_ALL=1 allows no skip)`);
  return why;
}
