import type { ComponentChildren } from "preact";
import type { Counts, NarrowingChosen } from "../data/issues.ts";
import { useCounts } from "../data/issues.ts";
import type { Project, Status } from "../data/types.ts";
import { State } from "../primitives/states.tsx";
import { restOf, statusIn } from "./issue-tools.tsx";

type Props = {
  project: Project;
  query: string;
  narrowing: NarrowingChosen;
  isFirstPage: boolean;
  hrefOf: (change: Record<string, string | undefined>) => string;
  /** Asks again. */
  again: () => unknown;
};

/** An empty list says why it is empty, and the way on. */
export function NoIssues({ project, query, narrowing, isFirstPage, hrefOf, again }: Props) {
  const checkAgain = (
    <button type="button" onClick={() => void again()}>
      Check again
    </button>
  );
  const start = `organizations/${project.organization.slug}/projects/${project.slug}/start`;
  if (project.firstEvent === null && project.backend.can.receivesEvents) {
    return (
      <State icon="setup" title="No error has arrived yet">
        <p>Put the DSN of {project.name} into your program. Its first error appears here by itself.</p>
        <p class="actions">
          <a class="button primary" href={start}>
            Set up an SDK
          </a>
        </p>
      </State>
    );
  }
  if (!isFirstPage) {
    return (
      <State icon="issues" title="There is nothing more on this page">
        <p class="actions">
          <a class="button" href={hrefOf({ cursor: undefined })}>
            Go to the first page
          </a>
        </p>
      </State>
    );
  }
  const rest = restOf(query);
  const status = statusIn(query);
  const isNarrow = rest !== "" || status === undefined || Object.values(narrowing).some((value) => value !== "");
  if (!isNarrow && status === "unresolved") {
    return (
      <State icon="check" title="Nothing is unresolved">
        <p>Every error of {project.name} was dealt with. The next one appears here by itself.</p>
        <p class="actions">{checkAgain}</p>
      </State>
    );
  }
  if (!isNarrow) {
    return (
      <State icon="issues" title={`No issue is ${status}`}>
        <p>
          {status === "resolved"
            ? "What you resolve is kept here, and comes back when it happens again."
            : "What you ignore is kept here and counted, and does not ask for attention."}
        </p>
      </State>
    );
  }
  return <NothingMatches project={project} query={query} narrowing={narrowing} hrefOf={hrefOf} checkAgain={checkAgain} />;
}

type NothingProps = Pick<Props, "project" | "query" | "narrowing" | "hrefOf"> & { checkAgain: ComponentChildren };

/** What leaves all out, and how much there is without it: the filter that leaves out most comes first. */
function NothingMatches({ project, query, narrowing, hrefOf, checkAgain }: NothingProps) {
  const rest = restOf(query);
  const status = statusIn(query);
  // A Sentry would be asked again for each.
  const isCounted = project.backend.can.search === "text";
  const useWithout = (isSet: boolean, change: Partial<NarrowingChosen> & { query?: string }): Counts | undefined =>
    useCounts(
      isCounted && isSet
        ? { org: project.organization.slug, projects: [project.slug], query: rest, ...narrowing, ...change }
        : undefined,
    );
  const isTimed = narrowing.statsPeriod !== "" || narrowing.start !== "" || narrowing.end !== "";
  const anyTime = { statsPeriod: "", start: "", end: "" };
  const ways = [
    {
      words: "Search in every status",
      isSet: status !== undefined,
      change: { query: rest },
      n: totalOf(useWithout(status !== undefined, {}), undefined),
    },
    {
      words: CLEAR,
      isSet: rest !== "",
      change: { query: `is:${status ?? "unresolved"}` },
      n: totalOf(useWithout(rest !== "", { query: "" }), status),
    },
    {
      words: "All environments",
      isSet: narrowing.environment !== "",
      change: { environment: undefined },
      n: totalOf(useWithout(narrowing.environment !== "", { environment: "" }), status),
    },
    {
      words: "Any time",
      isSet: isTimed,
      change: { statsPeriod: undefined, start: undefined, end: undefined },
      n: totalOf(useWithout(isTimed, anyTime), status),
    },
  ]
    // What leads to nothing either is no way, but for the way out of the search.
    .filter(({ isSet, n, words }) => isSet && (n !== 0 || words === CLEAR))
    .toSorted((a, b) => (b.n ?? 0) - (a.n ?? 0));
  return (
    <State icon="search" title="No issue matches this search">
      <p>
        Nothing {status}
        {rest !== "" && (
          <>
            {" "}
            matches <code>{rest}</code>
          </>
        )}
        {narrowing.environment !== "" && (
          <>
            {" "}
            in <bdi>{narrowing.environment}</bdi>
          </>
        )}
        {isTimed && " in this time"}.
      </p>
      <p class="actions">
        {ways.map(({ words, change, n }) => (
          <a key={words} class="button" href={hrefOf({ cursor: undefined, ...change })}>
            {words}
            {n !== undefined && <span class="n">{n >= MANY ? "1k+" : n}</span>}
          </a>
        ))}
        {checkAgain}
      </p>
    </State>
  );
}

const CLEAR = "Clear the search";
/** The API counts to there. */
const MANY = 1_000;

function totalOf(counts: Counts | undefined, status: Status | undefined): number | undefined {
  if (counts === undefined) return undefined;
  return status === undefined ? counts.unresolved + counts.ignored + counts.resolved : counts[status];
}
