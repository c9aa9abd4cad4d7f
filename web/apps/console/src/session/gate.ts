/** What the operator has to do before a call goes on. */
export type Need = "login" | "step-up";

type Waiting = { need: Need; resolve: (ok: boolean) => void };

/**
 * Where calls wait for the operator: for a new log-in when the session ended,
 * for a fresh factor when the act asks for one. The page below stays as it is,
 * so that nothing typed is lost. A log-in is asked for before anything else.
 */
export class Gate {
  #waiting: readonly Waiting[] = [];
  #followers: readonly Waiting[] = [];
  readonly #listeners = new Set<() => void>();

  /** Resolves to whether the operator did it. */
  ask(need: Need): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { need, resolve }];
      this.#tell();
    });
  }

  /** Resolves when the operator does it the next time, without being asked to. */
  passed(need: Need): Promise<unknown> {
    return new Promise((resolve) => {
      this.#followers = [...this.#followers, { need, resolve }];
    });
  }

  /** Lets everything go on, or fail, that waits for this need. */
  settle(need: Need, ok: boolean): void {
    const done = this.#waiting.filter((waiting) => waiting.need === need);
    this.#waiting = this.#waiting.filter((waiting) => waiting.need !== need);
    const followed = ok ? this.#followers.filter((follower) => follower.need === need) : [];
    this.#followers = this.#followers.filter((follower) => !followed.includes(follower));
    for (const { resolve } of [...done, ...followed]) resolve(ok);
    this.#tell();
  }

  /** What the operator is asked for now. */
  readonly need = (): Need | null =>
    this.#waiting.some(({ need }) => need === "login") ? "login" : (this.#waiting[0]?.need ?? null);

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The one gate of this page. */
export const gate = new Gate();
