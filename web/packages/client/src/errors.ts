import type { ErrorCode, Problem } from "../../api-types/index.ts";

/**
 * A refusal or failure that the payment server answered with. Branch on `code`;
 * `messageKo` and `messageEn` say what happened, what it means for the money and
 * what to do.
 */
export class NaruError extends Error {
  /** Empty if the answer was no problem of the server's, a proxy's page for example. */
  readonly code: ErrorCode | "";
  /** HTTP. */
  readonly status: number;
  /** The request's field at fault, as a path, if one is. */
  readonly field: string;
  readonly detail: string;
  readonly messageKo: string;
  readonly messageEn: string;
  /** Names the request in the server's log. */
  readonly requestId: string;
  /** Milliseconds to wait before the same request may succeed; 0 if not told. */
  readonly after: number;

  constructor(status: number, problem: Partial<Problem>, headers: Headers) {
    const code = problem.code ?? "";
    const where = problem.field ? ` (${problem.field})` : "";
    super(`payment server: ${code || `status ${status}`}${where}: ${problem.detail ?? ""}`);
    this.name = "NaruError";
    this.code = code;
    this.status = status;
    this.field = problem.field ?? "";
    this.detail = problem.detail ?? "";
    this.messageKo = problem.message_ko ?? "";
    this.messageEn = problem.message_en ?? "";
    this.requestId = headers.get("x-request-id") ?? "";
    const seconds = Number(headers.get("retry-after"));
    this.after = Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : 0;
  }
}

/** Reports whether what was thrown is the payment server's refusal with this code. */
export function isCode(thrown: unknown, code: ErrorCode): thrown is NaruError {
  return thrown instanceof NaruError && thrown.code === code;
}
