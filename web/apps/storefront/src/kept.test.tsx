import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test } from "vitest";
import { keep, useKept } from "./kept.ts";

const first = { name: "", method: "card" };

function Shown() {
  const [value] = useKept("form", first);
  return <p>{JSON.stringify(value)}</p>;
}

function shown(): unknown {
  const html = renderToStaticMarkup(<Shown />);
  const page = new DOMParser().parseFromString(html, "text/html");
  return JSON.parse(page.querySelector("p")?.textContent ?? "");
}

beforeEach(() => sessionStorage.clear());

test("what was typed is there after a reload", () => {
  keep("form", { name: "김나루", method: "trans" });
  expect(shown()).toEqual({ name: "김나루", method: "trans" });
});

test.each(["{", "[]", "null", "7", '{"name":1}', '{"other":"x"}'])(
  "%s in the storage is as good as nothing",
  (text) => {
    sessionStorage.setItem("form", text);
    expect(shown()).toEqual(first);
  },
);
