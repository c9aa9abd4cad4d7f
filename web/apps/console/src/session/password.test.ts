import { expect, it } from "vitest";
import { passwordProblem } from "./password.ts";

const words = { shortProblem: "short", longProblem: "long" };

it.each([
  ["열네 글자밖에 안 되는 말", "short"],
  ["우리집고양이이름은나비와두부야", undefined],
  ["😀".repeat(14), "short"],
  ["a".repeat(128), undefined],
  ["a".repeat(129), "long"],
])("judges %s by its characters", (password, expected) => {
  expect(passwordProblem(password, words)).toBe(expected);
});
