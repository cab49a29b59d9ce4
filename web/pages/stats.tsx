import { go, withQuery } from "../data/router.ts";
import { useLimits } from "../data/limits.ts";
import { categoriesIn, ERRORS, ledgerOf, OUTCOMES, PERIODS, periodOf, useStats } from "../data/stats.ts";
import type { Project } from "../data/types.ts";
import { StackData, StackedBars } from "../primitives/stacked-bars.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { LimitsInForce } from "../sections/limits-in-force.tsx";
import { OutcomeLegend, ReasonTable } from "../sections/outcomes.tsx";
import { WhereIsMyEvent } from "../sections/where-is-my-event.tsx";

type Props = { org: string; project: Project | undefined; slug: string; path: string; search: URLSearchParams };

/** What became of all that was sent, and of one event. */
export function Stats({ org, project, slug, path, search }: Props) {
  const period = periodOf(search.get("period"));
  const stats = useStats(project, period);
  const limits = useLimits(org, slug);
  useTitle(`Stats ${project?.name ?? ""}`);
  const error = limits.error ?? stats.error;
  if (error !== undefined) return <Failed error={error} retry={() => Promise.all([limits.reload(), stats.reload()])} />;
  const categories = stats.data === undefined ? [ERRORS] : categoriesIn(stats.data);
  const asked = search.get("category") ?? ERRORS;
  const category = categories.includes(asked) ? asked : ERRORS;
  const ledger = stats.data === undefined ? undefined : ledgerOf(stats.data, category);
  const isEmpty = ledger?.bars.every(({ total }) => total === 0) === true;
  return (
    <div class="page wide">
      <header class="page-head">
        <h1>Stats</h1>
        <p class="quiet">What became of everything that the SDKs of this project sent.</p>
      </header>
      <LimitsInForce limits={limits.data?.inForce ?? []} />
      <section class="part" aria-labelledby="sent-title">
        <div class="row">
          <h2 id="sent-title">Sent</h2>
          <div class="row">
            <nav class="chips" aria-label="Period">
              {PERIODS.map(({ name, words }) => (
                <a
                  key={name}
                  href={withQuery(path, search, { period: name === PERIODS[0].name ? undefined : name })}
                  aria-current={name === period.name ? "true" : undefined}
                >
                  {words}
                </a>
              ))}
            </nav>
            <label class="pick">
              <span class="sr">What was sent</span>
              <select
                value={category}
                onChange={({ currentTarget: { value } }) =>
                  go(withQuery(path, search, { category: value === ERRORS ? undefined : value }))
                }
              >
                {categories.map((name) => (
                  <option key={name} value={name}>
                    {categoryWords(name)}
                  </option>
                ))}
              </select>
            </label>
          </div>
        </div>
        {ledger === undefined ? (
          <Skeleton rows={1} shape="block" />
        ) : isEmpty ? (
          <State icon="stats" title="Nothing was sent in this time">
            <p>Choose a longer period, or see whether the SDK has the DSN of this project.</p>
          </State>
        ) : (
          <>
            <OutcomeLegend totals={ledger.totals} category={category} />
            <StackedBars stacks={ledger.bars} parts={OUTCOMES} unit={period.unit} label={`Sent in ${period.words}`} />
            <StackData stacks={ledger.bars} parts={OUTCOMES} unit={period.unit} />
            <ReasonTable rows={ledger.rows} category={category} />
          </>
        )}
      </section>
      <WhereIsMyEvent org={org} project={slug} path={path} search={search} />
    </div>
  );
}

const categoryWords = (name: string): string => {
  if (name === "attachment") return "Attachments, in bytes";
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
