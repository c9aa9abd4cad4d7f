import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { BarChart } from "./chart.tsx";

const days = [
  { short: "11-22", long: "2026-11-22" },
  { short: "11-23", long: "2026-11-23" },
];

function drawn(paid: number[], refunded: number[]): Document {
  const html = renderToStaticMarkup(
    <BarChart
      caption="30일"
      labels={days}
      format={(value) => `${value}원`}
      words={{ table: "표", label: "날짜" }}
      series={[
        { key: "paid", label: "결제", look: "solid", values: paid },
        { key: "refunded", label: "환불", look: "hatch", values: refunded, down: true },
      ]}
    />,
  );
  return new DOMParser().parseFromString(html, "text/html");
}

function bars(page: Document, look: string): Element[] {
  return [...page.querySelectorAll(`rect[data-look=${look}]`)];
}

it("writes every value into a table that needs no eyes for bars", () => {
  const rows = [...drawn([59000, 0], [0, 12000]).querySelectorAll("tbody tr")];
  expect(rows.map((row) => row.textContent)).toEqual([
    "2026-11-2259000원0원",
    "2026-11-230원12000원",
  ]);
});

it("tells series apart by pattern and side, not by colour alone", () => {
  const page = drawn([59000, 1], [0, 12000]);
  const [paid, small] = bars(page, "solid");
  const [refunded] = bars(page, "hatch");
  expect(refunded?.getAttribute("fill")).toMatch(/^url\(#.+hatch\)$/);
  expect(paid?.getAttribute("fill")).toBe("currentColor");
  const foot = Number(paid?.getAttribute("y")) + Number(paid?.getAttribute("height"));
  expect(Number(refunded?.getAttribute("y"))).toBeCloseTo(foot);
  expect(Number(small?.getAttribute("height"))).toBeGreaterThanOrEqual(2);
});

it("draws no bar where nothing happened", () => {
  const page = drawn([0, 0], [0, 0]);
  expect(bars(page, "solid")).toEqual([]);
  expect(bars(page, "hatch")).toEqual([]);
  expect(page.querySelectorAll("tbody tr")).toHaveLength(2);
});
