import { useState } from "preact/hooks";
import { axisTime, count, exact, roundAbove, stretch } from "../data/words.ts";

type Unit = "hour" | "day";
export type Part = { readonly name: string; readonly words: string };
export type Stack = { readonly seconds: number; readonly parts: readonly number[]; readonly total: number };

/** Labels below the axis, few enough to be read on a phone. */
const isLabelled = (index: number, length: number): boolean => {
  const step = length <= 8 ? 2 : length <= 25 ? 6 : 7;
  return (length - 1 - index) % step === 0;
};

/** Bars of several parts, in one scale that ends on a round number; walked with the arrows. */
export function StackedBars(props: { stacks: readonly Stack[]; parts: readonly Part[]; unit: Unit; label: string }) {
  const { stacks, parts, unit, label } = props;
  const [at, setAt] = useState<number>();
  const top = roundAbove(Math.max(1, ...stacks.map(({ total }) => total)));
  const chosen = at === undefined ? undefined : stacks[at];
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setAt(Math.min(stacks.length - 1, Math.max(0, (at ?? stacks.length - 1) + step)));
  };
  const share = (index: number) => `${((index + 0.5) / stacks.length) * 100}%`;
  return (
    <div class="chart stacked" data-arrows>
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
        aria-valuemax={stacks.length - 1}
        aria-valuenow={at ?? stacks.length - 1}
        aria-valuetext={textOf(chosen ?? stacks.at(-1), parts, unit)}
        onKeyDown={onKey}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setAt(stacks.length - 1)}
        onBlur={() => setAt(undefined)}
        onPointerLeave={() => setAt(undefined)}
      >
        {stacks.map((stack, index) => (
          <div key={stack.seconds} class={index === at ? "slot chosen" : "slot"} onPointerEnter={() => setAt(index)}>
            <div class="stack" style={{ height: stack.total === 0 ? "0" : `max(3px, ${(stack.total / top) * 100}%)` }}>
              {parts.map(({ name }, part) => {
                const quantity = stack.parts[part] ?? 0;
                return quantity === 0 ? null : <div key={name} class={`part-${name}`} style={{ flexGrow: `${quantity}` }} />;
              })}
            </div>
          </div>
        ))}
        {chosen !== undefined && at !== undefined && (
          <span
            class={`tip ${at < stacks.length / 4 ? "start" : at > stacks.length * 0.75 ? "end" : ""}`}
            style={{ left: share(at) }}
          >
            {textOf(chosen, parts, unit)}
          </span>
        )}
      </div>
      <div class="axis" aria-hidden="true">
        {stacks.map(
          ({ seconds }, index) =>
            isLabelled(index, stacks.length) && (
              <span key={seconds} style={{ left: share(index) }}>
                {axisTime(seconds, unit)}
              </span>
            ),
        )}
      </div>
    </div>
  );
}

function textOf(stack: Stack | undefined, parts: readonly Part[], unit: Unit): string {
  if (stack === undefined) return "";
  const said = parts.flatMap(({ words }, part) => {
    const quantity = stack.parts[part] ?? 0;
    return quantity === 0 ? [] : [`${exact(quantity)} ${words.charAt(0).toLowerCase()}${words.slice(1)}`];
  });
  return `${stretch(stack.seconds, unit)}: ${said.length === 0 ? "nothing" : said.join(", ")}`;
}

/** The same as a table, newest first. */
export function StackData({ stacks, parts, unit }: { stacks: readonly Stack[]; parts: readonly Part[]; unit: Unit }) {
  return (
    <details class="data">
      <summary>Show data</summary>
      <div class="sideways" tabIndex={0} role="group" aria-label="Figures of the chart">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">{unit === "hour" ? "Hour" : "Day (UTC)"}</th>
              {parts.map(({ name, words }) => (
                <th key={name} scope="col" class="num">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stacks.toReversed().map((stack) => (
              <tr key={stack.seconds}>
                <th scope="row">{stretch(stack.seconds, unit)}</th>
                {parts.map(({ name }, part) => (
                  <td key={name} class="num">
                    {exact(stack.parts[part] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
