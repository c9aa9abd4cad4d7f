/** How long a condition may take before a test gives up on it. */
export const patience = 20_000;
const pause = 50;

/** Ends the waiting at once: what is waited for will never be. */
export class Hopeless extends Error {}

/**
 * Asks again and again until the answer is neither null, undefined nor false,
 * and returns it. When it never is, the error says what was seen last.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  within = patience,
): Promise<T> {
  const deadline = Date.now() + within;
  let seen: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
      seen = answer;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      seen = error;
    }
    if (Date.now() > deadline) {
      const last = seen instanceof Error ? seen.message : JSON.stringify(seen);
      throw new Error(`never, within ${within} ms: ${what}; last seen: ${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
