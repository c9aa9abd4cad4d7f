import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { MoneyText } from "./money-text.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { StateBadge } from "./state-badge.tsx";
import { Timeline } from "./timeline.tsx";

function shown(element: ReactElement): HTMLElement {
  const page = new DOMParser().parseFromString(renderToStaticMarkup(element), "text/html");
  return page.body;
}

it("tells of each happening what, who, why and when, markup as text", () => {
  const body = shown(
    <Timeline
      label="기록"
      empty="없음"
      happenings={[
        {
          key: "1",
          at: new Date("2026-11-23T02:00:00Z"),
          what: "환불",
          who: "김운영",
          why: "<b>변심</b>",
        },
      ]}
    />,
  );
  const [item] = body.querySelectorAll("[data-slot=timeline-item]");
  expect(item?.textContent).toBe("환불김운영<b>변심</b>2026-11-23 11:00:00");
  expect(body.querySelector("b")).toBeNull();
});

it("says that nothing has happened instead of an empty list", () => {
  const body = shown(<Timeline label="기록" empty="아직 없습니다" happenings={[]} />);
  expect(body.textContent).toBe("아직 없습니다");
  expect(body.querySelector("ol")).toBeNull();
});

it("shows a state that it does not know as it came", () => {
  const body = shown(
    <StateBadge state="parked" words={{ open: "열림" }} tones={{ open: "warn" }} />,
  );
  expect(body.textContent).toBe("parked");
});

it("writes money that went back with a minus, and unknown money as a dash", () => {
  expect(
    shown(<MoneyText of={{ minor: -12000, currency: "KRW" }} language="ko" />).textContent,
  ).toBe("-12,000원");
  expect(shown(<MoneyText of={null} language="ko" />).textContent).toBe("–");
});

it("never fills more than the whole, and claims no share of an unknown whole", () => {
  const over = shown(<ProgressBar label="파일" done={7} total={5} text="7" />);
  expect(over.querySelector("progress")?.getAttribute("value")).toBe("5");
  const unknown = shown(<ProgressBar label="파일" done={7} total={null} text="7" />);
  expect(unknown.querySelector("progress")?.hasAttribute("value")).toBe(false);
});
