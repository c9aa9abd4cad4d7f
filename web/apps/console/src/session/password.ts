const LEAST = 15;
const MOST = 128;

/** Why a new password will not do, as far as this page can tell; the server knows more. */
export function passwordProblem(
  password: string,
  words: { readonly shortProblem: string; readonly longProblem: string },
): string | undefined {
  const length = [...password].length;
  if (length < LEAST) return words.shortProblem;
  return length > MOST ? words.longProblem : undefined;
}
