/**
 * A JSON object or list with line breaks and with its letters instead of \u
 * escapes; null when the text is none, or already reads so.
 */
export function pretty(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    const readable = JSON.stringify(JSON.parse(text), null, 2);
    return readable === text ? null : readable;
  } catch {
    return null;
  }
}
