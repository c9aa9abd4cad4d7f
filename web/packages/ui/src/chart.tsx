import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { labelled, ticks } from "./chart-scale.ts";

const looks = {
  solid: { tone: "text-accent", draw: null },
  hatch: { tone: "text-warn", draw: <path d="M-2,8 8,-2 M0,10 10,0" strokeWidth="2.5" /> },
  dots: { tone: "text-bad", draw: <circle cx="3" cy="3" r="1.6" fill="currentColor" /> },
} as const;

/** How bars are told apart: by their pattern first, by their colour only besides. */
export type Look = keyof typeof looks;

export type Series = {
  readonly key: string;
  readonly label: string;
  readonly look: Look;
  /** One for each label, whole numbers, none below zero. */
  readonly values: readonly number[];
  /** Below the line: money that went back. */
  readonly down?: boolean;
};

const height = 200;
const foot = 22;
const left = 64;

/**
 * Bars over labels, some of them below the line. Everything that is drawn is
 * also in a table that opens under it, for those who read or cannot see bars.
 */
export function BarChart({
  caption,
  labels,
  series,
  format,
  words,
  "data-slot": slot = "chart",
}: {
  caption: string;
  /** Short and long: 11-23 on the axis, 2026-11-23 in the table. */
  labels: readonly { readonly short: string; readonly long: string }[];
  series: readonly Series[];
  format: (value: number) => string;
  words: { readonly table: string; readonly label: string };
  "data-slot"?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  return (
    <figure data-slot={slot} className="min-w-0">
      <figcaption className="sr-only">{caption}</figcaption>
      <Legend series={series} />
      <div ref={box} className="mt-2 w-full">
        <Bars labels={labels} series={series} format={format} width={width} />
      </div>
      <ChartTable caption={caption} labels={labels} series={series} format={format} words={words} />
    </figure>
  );
}

function Bars({
  labels,
  series,
  format,
  width,
}: {
  labels: readonly { readonly short: string; readonly long: string }[];
  series: readonly Series[];
  format: (value: number) => string;
  width: number;
}) {
  const id = useId();
  const up = ticks(most(series.filter(({ down }) => down !== true)));
  const lowest = most(series.filter(({ down }) => down === true));
  const topValue = up.at(-1) ?? 1;
  const scale = (height - foot - 10) / (topValue + lowest);
  const zero = 10 + topValue * scale;
  const slotWidth = (width - left) / Math.max(labels.length, 1);
  const shown = labelled(labels.length, width - left, 44);
  return (
    <svg aria-hidden width={width} height={height} className="block max-w-full text-xs">
      <Patterns id={id} />
      {up.map((value) => (
        <g key={value} className="text-line">
          <line
            x1={left}
            x2={width}
            y1={zero - value * scale}
            y2={zero - value * scale}
            stroke="currentColor"
          />
          <text
            x={left - 6}
            y={zero - value * scale + 4}
            textAnchor="end"
            className="fill-ink-faint tabular-nums"
          >
            {compact(value)}
          </text>
        </g>
      ))}
      {labels.map((label, index) => (
        <g key={label.long}>
          {series.map((one) => (
            <Bar
              key={one.key}
              look={one.look}
              id={id}
              value={one.values[index] ?? 0}
              scale={one.down === true ? -scale : scale}
              zero={zero}
              {...place(one, series, left + index * slotWidth, slotWidth)}
            />
          ))}
          {shown.has(index) && (
            <text
              x={Math.min(left + (index + 0.5) * slotWidth, width - 16)}
              y={height - 6}
              textAnchor="middle"
              className="fill-ink-faint tabular-nums"
            >
              {label.short}
            </text>
          )}
          <rect
            x={left + index * slotWidth}
            y={0}
            width={slotWidth}
            height={height - foot}
            fill="transparent"
          >
            <title>
              {[
                label.long,
                ...series.map((one) => `${one.label} ${format(one.values[index] ?? 0)}`),
              ].join("\n")}
            </title>
          </rect>
        </g>
      ))}
      <line x1={left} x2={width} y1={zero} y2={zero} className="text-edge" stroke="currentColor" />
    </svg>
  );
}

function Bar({
  look,
  id,
  value,
  scale,
  zero,
  x,
  width,
}: {
  look: Look;
  id: string;
  value: number;
  /** Pixels a unit; below zero it goes down. */
  scale: number;
  zero: number;
  x: number;
  width: number;
}) {
  if (value === 0) return null;
  // One won of a million is still seen.
  const tall = Math.max(Math.abs(value * scale), 2);
  return (
    <rect
      data-look={look}
      x={x}
      y={scale > 0 ? zero - tall : zero}
      width={Math.max(width, 1)}
      height={tall}
      className={looks[look].tone}
      fill={looks[look].draw === null ? "currentColor" : `url(#${id}-${look})`}
      stroke="currentColor"
    />
  );
}

/** Bars on the same side of the line stand beside each other, the others share the room. */
function place(
  one: Series,
  series: readonly Series[],
  start: number,
  room: number,
): { x: number; width: number } {
  const same = series.filter(({ down }) => (down === true) === (one.down === true));
  const inner = room * 0.7;
  const width = inner / same.length;
  return { x: start + room * 0.15 + same.indexOf(one) * width, width };
}

function Patterns({ id }: { id: string }) {
  return (
    <defs>
      {(Object.keys(looks) as Look[]).map((look) => {
        const { draw, tone } = looks[look];
        return draw === null ? null : (
          <pattern
            key={look}
            id={`${id}-${look}`}
            width={look === "dots" ? 6 : 8}
            height={look === "dots" ? 6 : 8}
            patternUnits="userSpaceOnUse"
            className={tone}
            stroke={look === "dots" ? "none" : "currentColor"}
          >
            {draw}
          </pattern>
        );
      })}
    </defs>
  );
}

function Legend({ series }: { series: readonly Series[] }) {
  const id = useId();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
      {series.map(({ key, label, look }) => (
        <li key={key} className="flex items-center gap-1.5">
          <svg aria-hidden width="14" height="14" className={looks[look].tone}>
            <Patterns id={id} />
            <rect
              x="1"
              y="1"
              width="12"
              height="12"
              fill={looks[look].draw === null ? "currentColor" : `url(#${id}-${look})`}
              stroke="currentColor"
            />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

function ChartTable({
  caption,
  labels,
  series,
  format,
  words,
}: {
  caption: string;
  labels: readonly { readonly short: string; readonly long: string }[];
  series: readonly Series[];
  format: (value: number) => string;
  words: { readonly table: string; readonly label: string };
}) {
  return (
    <details className="mt-1 text-sm">
      <summary className="w-fit py-1 text-xs text-ink-soft underline underline-offset-4">
        {words.table}
      </summary>
      <table className="mt-1 w-full border-collapse text-xs tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-left text-ink-faint">
            <Head>{words.label}</Head>
            {series.map(({ key, label }) => (
              <Head key={key} right>
                {label}
              </Head>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, index) => (
            <tr key={label.long} className="border-b border-line last:border-b-0">
              <th scope="row" className="px-2 py-1 text-left font-normal">
                {label.long}
              </th>
              {series.map(({ key, values }) => (
                <td key={key} className="px-2 py-1 text-right">
                  {format(values[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Head({ right = false, children }: { right?: boolean; children: ReactNode }) {
  return (
    <th scope="col" className={`px-2 py-1 font-medium ${right ? "text-right" : ""}`}>
      {children}
    </th>
  );
}

function most(series: readonly Series[]): number {
  return Math.max(0, ...series.flatMap(({ values }) => values));
}

/** 60,000 as 60K: an axis has no room, the exact number is in the table. */
function compact(value: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(
    value,
  );
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (element === null || typeof ResizeObserver === "undefined") return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(200, Math.floor(entry.contentRect.width)));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return width;
}
