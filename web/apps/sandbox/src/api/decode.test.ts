import { describe, expect, it } from "vitest";
import { Json, ShapeError } from "./decode.ts";

const answer = new Json({
  name: "맨투맨",
  amount: 59000,
  list: [{ id: "a" }, { id: 1 }],
  none: null,
});

describe("Json", () => {
  it("reads what is there", () => {
    expect(answer.at("name").text()).toBe("맨투맨");
    expect(answer.at("amount").integer()).toBe(59000);
    expect(answer.at("amount").decimal()).toBe("59000");
  });

  it("takes null and nothing as empty only where that is allowed", () => {
    expect(answer.at("none").textOrEmpty()).toBe("");
    expect(answer.at("missing").integerOrZero()).toBe(0);
    expect(answer.at("missing").listOrEmpty()).toEqual([]);
    expect(() => answer.at("none").text()).toThrow(ShapeError);
  });

  it("says where an answer is not what it should be", () => {
    const read = () =>
      answer
        .at("list")
        .list()
        .map((item) => item.at("id").text());
    expect(read).toThrow("unexpected answer at $.list[1].id");
  });

  it("falls back for words that it does not know", () => {
    expect(new Json("pending").word(["paid", "ready"], "ready")).toBe("ready");
    expect(new Json("paid").word(["paid", "ready"], "ready")).toBe("paid");
  });

  it("refuses numbers that are no integers", () => {
    expect(() => new Json(0.5).integer()).toThrow(ShapeError);
    expect(() => new Json("1").integer()).toThrow(ShapeError);
  });
});
