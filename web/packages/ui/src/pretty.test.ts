import { expect, it } from "vitest";
import { pretty } from "./pretty.ts";

it("shows letters instead of escapes", () => {
  expect(pretty('{"message":"\\uc778\\uc99d"}')).toBe('{\n  "message": "인증"\n}');
});

it("leaves alone what is no object, is broken, or reads well already", () => {
  expect(["", "imp_uid=1", '"text"', "{", '{\n  "a": 1\n}'].map(pretty)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
