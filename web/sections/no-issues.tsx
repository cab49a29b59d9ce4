import type { Project } from "../data/types.ts";
import { State } from "../primitives/states.tsx";
import { restOf, statusIn } from "./issue-tools.tsx";

type Props = {
  project: Project;
  query: string;
  isFirstPage: boolean;
  hrefOf: (change: Record<string, string | undefined>) => string;
  /** Asks again. */
  again: () => unknown;
};

/** An empty list says why it is empty, and the way on. */
export function NoIssues({ project, query, isFirstPage, hrefOf, again }: Props) {
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
  if (rest === "" && status === "unresolved") {
    return (
      <State icon="check" title="Nothing is unresolved">
        <p>Every error of {project.name} was dealt with. The next one appears here by itself.</p>
        <p class="actions">{checkAgain}</p>
      </State>
    );
  }
  if (rest === "") {
    return (
      <State icon="issues" title={`No issue is ${status ?? "here"}`}>
        <p>
          {status === "resolved"
            ? "What you resolve is kept here, and comes back when it happens again."
            : "What you ignore is kept here and counted, and does not ask for attention."}
        </p>
      </State>
    );
  }
  return (
    <State icon="search" title="No issue matches this search">
      <p>
        Nothing{status === undefined ? "" : ` ${status}`}{" "}
        {project.backend.can.search === "sentry" ? (
          <>
            matches <code>{rest}</code>.
          </>
        ) : (
          <>
            has <code>{rest}</code> in it.
          </>
        )}
      </p>
      <p class="actions">
        {status !== undefined && (
          <a class="button" href={hrefOf({ query: rest, cursor: undefined })}>
            Search in every status
          </a>
        )}
        <a class="button" href={hrefOf({ query: `is:${status ?? "unresolved"}`, cursor: undefined })}>
          Clear the search
        </a>
        {checkAgain}
      </p>
    </State>
  );
}
