import type { ReasonRow } from "../data/stats.ts";
import { OUTCOMES, reasonWords } from "../data/stats.ts";
import { bytes, count, exact } from "../data/words.ts";

const quantityWords = (n: number, category: string): string => (category === "attachment" ? bytes(n) : count(n));

/** The kinds of outcomes with their colours and totals. */
export function OutcomeLegend({ totals, category }: { totals: readonly number[]; category: string }) {
  return (
    <dl class="outcome-legend">
      {OUTCOMES.map(({ name, words, says }, index) => (
        <div key={name} title={says}>
          <dt>
            <span class={`swatch part-${name}`} aria-hidden="true" /> {words}
          </dt>
          <dd title={exact(totals[index] ?? 0)}>{quantityWords(totals[index] ?? 0, category)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ReasonTable({ rows, category }: { rows: readonly ReasonRow[]; category: string }) {
  return (
    <table class="figures reasons" aria-label="By reason">
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Reason</th>
          <th scope="col" class="num">
            {category === "attachment" ? "Bytes" : "Items"}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ outcome, reason, quantity }) => (
          <tr key={`${outcome} ${reason}`}>
            <th scope="row">
              <span class={`swatch part-${outcome}`} aria-hidden="true" />{" "}
              {OUTCOMES.find(({ name }) => name === outcome)?.words}
            </th>
            <td>
              {reason === "none" ? (
                <span class="quiet">–</span>
              ) : (
                <>
                  <code>
                    <bdi>{reason}</bdi>
                  </code>{" "}
                  <span class="quiet">{reasonWords(reason)}</span>
                </>
              )}
            </td>
            <td class="num" title={exact(quantity)}>
              {quantityWords(quantity, category)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
