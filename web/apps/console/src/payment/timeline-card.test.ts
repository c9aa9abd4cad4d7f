import { expect, it } from "vitest";
import { ko } from "../i18n/ko.ts";
import { actorName } from "./timeline-card.tsx";

it.each([
  ["opr_01JD 김운영", "김운영"],
  ["cli:kim", "명령줄 (kim)"],
  ["webhook", "포트원 웹훅"],
  ["key_01JD", "key_01JD"],
])("names %s", (actor, name) => {
  expect(actorName(actor, ko.timeline)).toBe(name);
});
