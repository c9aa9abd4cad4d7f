import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { readReady } from "./demo.ts";
import { type Json, list, text } from "./json.ts";
import { missing, onPath, root } from "./needs.ts";
import { folder, naru, Program } from "./program.ts";
import { Sandbox } from "./sandbox.ts";

/** The Python that has a module, or why there is none. */
export function python(module: string): { readonly path: string; readonly skip: string | false } {
  for (const path of ["/usr/bin/python3", onPath("python3")]) {
    try {
      if (path !== null) execFileSync(path, ["-c", `import ${module}`], { stdio: "ignore" });
      if (path !== null) return { path, skip: false };
    } catch {
      // Not this one.
    }
  }
  return { path: "python3", skip: missing(`python3 with ${module}`) };
}

/** `naru sandbox --intercept` of the built binary, and programs under `naru exec`. */
export class Intercepted {
  readonly ready: Json;
  readonly sandbox: Sandbox;
  readonly program: Program;
  readonly home: string;
  readonly #remove: () => void;

  private constructor(program: Program, ready: Json, home: string, remove: () => void) {
    this.program = program;
    this.ready = ready;
    this.sandbox = new Sandbox(text(ready, "control"), text(ready, "imp"));
    this.home = home;
    this.#remove = remove;
  }

  static async start(): Promise<Intercepted> {
    const home = folder();
    try {
      const program = new Program(
        naru,
        [
          ...["sandbox", "--memory", "--port", "0", "--intercept"],
          ...["--ready-file", join(home.path, "ready.json")],
        ],
        { cwd: home.path },
      );
      const ready = await program.ready("writes its ready file", () =>
        readReady(join(home.path, "ready.json")),
      );
      return new Intercepted(program, ready, home.path, home.remove);
    } catch (error) {
      home.remove();
      throw error;
    }
  }

  /** Arguments that lead a Chromium to the sandbox by PortOne's names. */
  get chromiumArgs(): string[] {
    return list(this.ready, "intercept", "chromium_args").map(String);
  }

  /** The account of a program. */
  get keys(): Record<string, string> {
    return { IMP_KEY: text(this.ready, "api_key"), IMP_SECRET: text(this.ready, "api_secret") };
  }

  /** Runs a program under `naru exec` and returns what it printed. */
  exec(command: readonly string[], env: Record<string, string> = {}): Promise<string> {
    return new Program(
      naru,
      ["exec", "--ready-file", join(this.home, "ready.json"), "--", ...command],
      {
        cwd: join(root, "e2e"),
        env: { ...this.keys, ...env },
        name: `naru exec -- ${command.join(" ")}`,
      },
    ).finish();
  }

  async stop(): Promise<void> {
    try {
      await this.program.stop();
    } finally {
      this.#remove();
    }
  }
}
