import { expect, it } from "vitest";
import { en } from "../i18n/en.ts";
import { noteText } from "./note.ts";

const delivery = (note: string, noteCode: string) => ({ note, noteCode });

it("says in English why a webhook was not sent, with the scenario's name", () => {
  expect(noteText(en.hooks, delivery("웹훅 주소가 저장되어 있지 않습니다.", "no_address"))).toMatch(
    /address/,
  );
  expect(noteText(en.hooks, delivery("시나리오 「drop 1」가 버렸습니다.", "scenario"))).toMatch(
    /scenario.*: drop 1$/,
  );
  expect(noteText(en.hooks, delivery("something new", "new"))).toBe("something new");
});
