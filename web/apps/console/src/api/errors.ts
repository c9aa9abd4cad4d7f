/** The payment server understood the request and refused it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly ko: string,
    readonly en: string,
    /** What exactly was wrong, in the words of the server or the PG; may be empty. */
    readonly detail: string,
    /** The field at fault, as a path; may be empty. */
    readonly field = "",
    /** The rest of the problem's members, some of which name a payment or a refund. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}`);
  }
}

/** No answer came: the payment server is stopped, starting, or out of reach. */
export class AwayError extends Error {
  constructor(cause: unknown) {
    super("the payment server does not answer", { cause });
  }
}

/** The operator left the question for a password unanswered; nothing was sent on. */
export class GivenUpError extends Error {
  constructor() {
    super("the operator did not confirm");
  }
}
