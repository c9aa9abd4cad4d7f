import type { ko } from "./ko.ts";

export type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** Every text of the console; Korean is the source, English must have the same. */
export type Texts = Widen<typeof ko>;

export type Language = "ko" | "en";
