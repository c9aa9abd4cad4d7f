import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

type Tree = { readonly [key: string]: unknown };

/** Every text by its path; a text with holes is filled with its own path. */
function flat(tree: Tree, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") found.set(here, value);
    else if (typeof value === "function") found.set(here, value("7", "9"));
    else for (const [inner, text] of flat(value as Tree, here)) found.set(inner, text);
  }
  return found;
}

const korean = flat(ko);
const english = flat(en);

describe("texts", () => {
  it("has every Korean text in English and no other", () => {
    expect([...english.keys()].sort()).toEqual([...korean.keys()].sort());
  });

  it("leaves no text empty", () => {
    const empty = [...korean, ...english].filter(([, text]) => text.trim() === "");
    expect(empty).toEqual([]);
  });

  it("writes Korean only where an English reader needs PortOne's own word", () => {
    const allowed = ["app.language", "app.languageLabel"];
    const mixed = [...english].filter(([, text]) => /[가-힣]/.test(text)).map(([path]) => path);
    expect(mixed.sort()).toEqual(allowed.sort());
  });

  it("gives both languages the same holes", () => {
    const differ = [...korean]
      .filter(([path, text]) => text.includes("7") !== english.get(path)?.includes("7"))
      .map(([path]) => path);
    expect(differ).toEqual([]);
  });
});
