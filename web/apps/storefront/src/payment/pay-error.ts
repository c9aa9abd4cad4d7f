/** Why the PG's window ended without a payment, in the PG's own words. */
export class PayError extends Error {
  readonly code: string;
  override readonly cause: unknown;

  constructor(code: string, message: string, cause: unknown) {
    super(message);
    this.name = "PayError";
    this.code = code;
    this.cause = cause;
  }
}
