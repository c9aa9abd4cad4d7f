import { Reader } from "./read.ts";

/** What the shop's server answered instead of what was asked for. */
export class ShopError extends Error {
  readonly code: string;
  /** The same sentence in both languages: what happened, and what it means for the money. */
  readonly sentence: { readonly ko: string; readonly en: string };
  readonly field: string | null;

  constructor(
    code: string,
    sentence: { readonly ko: string; readonly en: string },
    options: { field?: string | null; cause?: unknown } = {},
  ) {
    super(`${code}: ${sentence.en}`, { cause: options.cause });
    this.name = "ShopError";
    this.code = code;
    this.sentence = sentence;
    this.field = options.field ?? null;
  }
}

const unreachable = {
  ko: "상점 서버에 닿지 않습니다. 이미 낸 돈은 서버가 따로 확인합니다. 잠시 뒤 다시 해 주세요.",
  en: "The shop's server cannot be reached. Money already paid is checked by it on its own. Try again in a moment.",
};

const unreadable = {
  ko: "상점 서버의 답을 읽을 수 없습니다. 이미 낸 돈은 서버가 따로 확인합니다. 새로고침해 주세요.",
  en: "The answer of the shop's server cannot be read. Money already paid is checked by it on its own. Reload the page.",
};

/** Makes the error of a question that was not answered, or not as agreed. */
export function troubleOf(cause: unknown): ShopError {
  if (cause instanceof ShopError) return cause;
  return cause instanceof TypeError && cause.message.startsWith("answer")
    ? new ShopError("answer_unreadable", unreadable, { cause })
    : new ShopError("shop_unreachable", unreachable, { cause });
}

/** Reads a problem (RFC 9457); a body that is none is unreadable. */
export function parseProblem(body: unknown): ShopError {
  const problem = new Reader(body);
  return new ShopError(
    problem.at("code").text(),
    { ko: problem.at("message_ko").text(), en: problem.at("message_en").text() },
    { field: problem.at("field").optional((r) => r.text()) },
  );
}
