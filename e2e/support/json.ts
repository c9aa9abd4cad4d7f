/** A JSON value that is read by path; what is not there is undefined. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [k: string]: Json };

/** Reads a member by path: at(payment, "virtual_account", "number"). */
export function at(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let here = value;
  for (const step of path) {
    if (here === null || here === undefined || typeof here !== "object") return undefined;
    here = (here as { readonly [k: string]: Json })[step];
  }
  return here;
}

/** The text at a path; anything else is an error that shows the whole value. */
export function text(value: Json | undefined, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== "string") {
    throw new Error(`no text at ${path.join(".")} of ${JSON.stringify(value)}`);
  }
  return found;
}

/** The list at a path; a missing one is an error that shows the whole value. */
export function list(value: Json | undefined, ...path: (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  if (!Array.isArray(found)) {
    throw new Error(`no list at ${path.join(".")} of ${JSON.stringify(value)}`);
  }
  return found;
}
