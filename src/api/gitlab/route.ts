import type { Answer } from "../answer.ts";
import type { Caller } from "../caller.ts";

/** Which of GitLab's three manners of speaking a route has: they differ in what a refusal looks like. */
export type Manner = "rest" | "web" | "graphql";

/** One request, as a route sees it. `fields` is foreign: query and body together, the body first. */
export type GitlabAsk = {
  /** Path and query as asked, below the public address. */
  readonly path: string;
  readonly params: { readonly [name: string]: string | undefined };
  readonly fields: ReadonlyMap<string, unknown>;
  readonly caller: Caller | undefined;
};

/** One row of the table. Paths begin at the public address. */
export type GitlabRoute = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly manner: Manner;
  readonly answer: (ask: GitlabAsk) => Promise<Answer>;
};
