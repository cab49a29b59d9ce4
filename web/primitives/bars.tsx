import { useState } from "preact/hooks";
import type { Series } from "../data/types.ts";
import { axisTime, count, exact, plural, roundAbove, stretch } from "../data/words.ts";

type Unit = "hour" | "day";
const WIDTH = 6;
const HEIGHT = 28;

/** The small chart of a row: one scale of its own, the count of a bar where the pointer is. */
export function Spark({ series, unit = "hour", what = "event" }: { series: Series; unit?: Unit; what?: string }) {
  const [at, setAt] = useState<number>();
  const top = Math.max(1, ...series.map(([, n]) => n));
  const total = series.reduce((sum, [, n]) => sum + n, 0);
  const chosen = at === undefined ? undefined : series[at];
  const onMove = (event: PointerEvent) => {
    if (!(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    setAt(Math.floor(((event.clientX - box.left) / box.width) * series.length));
  };
  return (
    <div class="spark" onPointerMove={onMove} onPointerLeave={() => setAt(undefined)}>
      <svg
        role="img"
        aria-label={`${plural(total, what)} in the last 24 hours, at most ${count(top)} an hour`}
        viewBox={`0 0 ${series.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {series.map(([seconds, n], index) => {
          const height = n === 0 ? 1 : Math.max(3, (n / top) * HEIGHT);
          return (
            <rect
              key={seconds}
              class={n === 0 ? "zero" : index === at ? "chosen" : undefined}
              x={index * WIDTH + 1}
              y={HEIGHT - height}
              width={WIDTH - 1.5}
              height={height}
            />
          );
        })}
      </svg>
      {chosen !== undefined && (
        <span class="tip">
          <strong>{exact(chosen[1])}</strong> {stretch(chosen[0], unit)}
        </span>
      )}
    </div>
  );
}

/** Labels below the axis at whole steps: every six hours, every week. */
const isLabelled = (index: number, length: number, unit: Unit): boolean =>
  (length - 1 - index) % (unit === "hour" ? 6 : 7) === 0;

type ChartProps = {
  series: Series;
  unit: Unit;
  label: string;
  /** What happened at a bar, by its seconds: a line there says it. */
  marks?: ReadonlyMap<number, string>;
};

/** The large chart: an axis that ends on a round number, walked with the arrows, and the same as a table. */
export function Chart({ series, unit, label, marks = NONE }: ChartProps) {
  const [at, setAt] = useState<number>();
  const top = roundAbove(Math.max(1, ...series.map(([, n]) => n)));
  const chosen = at === undefined ? undefined : series[at];
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setAt(Math.min(series.length - 1, Math.max(0, (at ?? series.length - 1) + step)));
  };
  const share = (index: number) => `${((index + 0.5) / series.length) * 100}%`;
  return (
    <div class="chart" data-arrows>
      <div class="scale" aria-hidden="true">
        {[top, top / 2, 0].map((n) => (
          <span key={n}>{count(n)}</span>
        ))}
      </div>
      <div
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={series.length - 1}
        aria-valuenow={at ?? series.length - 1}
        aria-valuetext={textOf(chosen ?? series.at(-1), unit, marks)}
        onKeyDown={onKey}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setAt(series.length - 1)}
        onBlur={() => setAt(undefined)}
        onPointerLeave={() => setAt(undefined)}
      >
        {series.map(([seconds, n], index) => (
          <div key={seconds} class={index === at ? "slot chosen" : "slot"} onPointerEnter={() => setAt(index)}>
            {marks.has(seconds) && <div class="mark-line" />}
            <div class={n === 0 ? "zero" : "bar"} style={{ height: n === 0 ? "1px" : `max(3px, ${(n / top) * 100}%)` }} />
          </div>
        ))}
        {chosen !== undefined && at !== undefined && (
          <span class={`tip ${at < 3 ? "start" : at > series.length - 4 ? "end" : ""}`} style={{ left: share(at) }}>
            <strong>{exact(chosen[1])}</strong> {stretch(chosen[0], unit)}
            {marks.has(chosen[0]) && <bdi class="mark-words">{marks.get(chosen[0])}</bdi>}
          </span>
        )}
      </div>
      <div class="axis" aria-hidden="true">
        {series.map(
          ([seconds], index) =>
            isLabelled(index, series.length, unit) && (
              <span key={seconds} style={{ left: share(index) }}>
                {axisTime(seconds, unit)}
              </span>
            ),
        )}
      </div>
    </div>
  );
}

const NONE: ReadonlyMap<number, string> = new Map();

function textOf(point: Series[number] | undefined, unit: Unit, marks: ReadonlyMap<number, string>): string {
  if (point === undefined) return "";
  const mark = marks.get(point[0]);
  return `${stretch(point[0], unit)}: ${plural(point[1], "event")}${mark === undefined ? "" : `, release ${mark}`}`;
}

export function ChartData({ series, unit, marks = NONE }: Omit<ChartProps, "label">) {
  return (
    <details class="data">
      <summary>Show data</summary>
      <table class="values">
        <thead>
          <tr>
            <th scope="col">{unit === "hour" ? "Hour" : "Day (UTC)"}</th>
            <th scope="col">Events</th>
            {marks.size > 0 && <th scope="col">Release</th>}
          </tr>
        </thead>
        <tbody>
          {series.toReversed().map(([seconds, n]) => (
            <tr key={seconds}>
              <th scope="row">{stretch(seconds, unit)}</th>
              <td>{exact(n)}</td>
              {marks.size > 0 && (
                <td>
                  <bdi>{marks.get(seconds)}</bdi>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
