import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { keepAnswers } from "./answers.ts";
import { root } from "./needs.ts";
import { Hopeless, patience, until } from "./until.ts";

/** The binary that `make build` made. */
export const naru = join(root, "bin", "naru");

/** A new empty folder, and how to take it away. */
export function folder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "naru-e2e-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** This process's environment without what would set Naru up. */
export function plainEnv(more: Record<string, string> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(NARU_|PORTONE_|DATABASE_URL|NODE_TEST)/.test(name)) {
      env[name] = value;
    }
  }
  return { ...env, ...more };
}

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A program that runs beside the test; what it prints is kept. */
export class Program {
  readonly command: string;
  readonly name: string;
  readonly ended: Promise<Ended>;
  readonly #readyFile: string | null;
  #child: ChildProcess;
  #out = "";
  #err = "";
  #over: Ended | null = null;
  #drained = false;

  constructor(
    command: string,
    args: readonly string[],
    options: { cwd: string; env?: Record<string, string>; name?: string },
  ) {
    this.command = command;
    this.name = options.name ?? [command.split("/").at(-1), ...args].join(" ");
    const flag = args.indexOf("--ready-file");
    this.#readyFile = flag < 0 ? null : resolve(options.cwd, args[flag + 1] ?? "");
    // A group of its own, so that what a shell started ends with it.
    this.#child = spawn(command, args, {
      cwd: options.cwd,
      env: plainEnv(options.env),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#out += text;
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#err += text;
    });
    this.ended = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        this.#err += `${error}\n`;
        this.#over = { code: null, signal: null };
        resolve(this.#over);
      });
      // Not "close": what it left behind may hold its pipes open.
      this.#child.on("exit", (code, signal) => {
        this.#over = { code, signal };
        resolve(this.#over);
      });
      this.#child.on("close", () => {
        this.#drained = true;
      });
    });
  }

  get stdout(): string {
    return this.#out;
  }

  get stderr(): string {
    return this.#err;
  }

  /** Waits for something that shows the program is ready; its end is an error. */
  async ready<T>(
    what: string,
    seen: () => Promise<T | null | false> | T | null | false,
    within = patience,
  ): Promise<T> {
    return until(
      `${this.name}: ${what}`,
      () => {
        if (this.#over !== null) throw new Hopeless(`${this.name} has ended`);
        return seen();
      },
      within,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.report()}`);
    });
  }

  /** Waits until the program ends by itself and returns what it printed. */
  async finish(within = patience): Promise<string> {
    const end = await until(`${this.name} ends`, () => this.#drained && this.#over, within);
    if (end.code !== 0) throw new Error(this.report());
    return this.#out;
  }

  /** Asks it to stop as Ctrl-C does and expects it to end well. */
  async stop(): Promise<void> {
    await this.#keep();
    if (this.#over === null) this.#signal("SIGINT");
    const end = await until(`${this.name} stops on Ctrl-C`, () => this.#over).catch(
      (error: unknown) => {
        this.#signal("SIGKILL");
        throw new Error(`${String(error)}\n${this.report()}`);
      },
    );
    // `go run` ends with 1 on Ctrl-C even if its program ended well, and says so if it did not.
    const well = this.name.startsWith("go run ") ? !/exit status|panic/.test(this.#err) : false;
    if (end.code !== 0 && !well) throw new Error(this.report());
  }

  /** Ends it whatever it does: politely at first, so that it can end what it started. */
  async kill(): Promise<void> {
    await this.#keep().catch(() => undefined); // what is being killed may not answer
    if (this.#over === null) this.#signal("SIGTERM");
    await until(`${this.name} ends`, () => this.#over, 5_000).catch(() => this.#signal("SIGKILL"));
  }

  /** Ends it in the middle of whatever it does, as a power cut would. */
  async crash(): Promise<void> {
    this.#signal("SIGKILL");
    await until(`${this.name} is gone`, () => this.#over);
  }

  async #keep(): Promise<void> {
    if (this.#over === null && this.#readyFile !== null) await keepAnswers(this.#readyFile);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }

  report(): string {
    const end = this.#over === null ? "runs" : `ended with ${JSON.stringify(this.#over)}`;
    return `${this.name} ${end}\n--- stdout\n${this.#out.slice(-4_000)}\n--- stderr\n${this.#err.slice(-4_000)}`;
  }
}
