import { projectsQuery } from "../chosen-projects.ts";
import { searchQuery } from "../issue-search.ts";
import { keysQuery, valuesQuery } from "../search-help.ts";
import { newSearch, searchChange } from "../searches.ts";
import { windowQuery } from "../time-window.ts";
import type { Operations } from "./operation.ts";
import { IssueCounts, SavedSearch, SearchKey, SearchValue } from "./shapes/searches.ts";
import { listOf } from "./shapes/shape.ts";

const organization = "/organizations/:organization";

export const SEARCH_OPERATIONS: Operations = {
  [`GET ${organization}/issues-count`]: {
    says: "How many issues of each status a search finds",
    query: [windowQuery, searchQuery],
    answer: IssueCounts,
  },
  "GET /projects/:organization/:project/issues-count": {
    says: "The same in a project, of all times",
    query: [searchQuery],
    answer: IssueCounts,
  },
  [`GET ${organization}/search/keys`]: {
    says: "Keys that a search can name, and tags that were sent",
    query: [keysQuery, projectsQuery],
    answer: listOf(SearchKey),
  },
  [`GET ${organization}/search/values`]: {
    says: "Values of a key that begin alike",
    query: [valuesQuery, projectsQuery],
    answer: listOf(SearchValue),
  },
  [`GET ${organization}/searches`]: { says: "Searches that one keeps, and those that are shared", answer: listOf(SavedSearch) },
  [`POST ${organization}/searches`]: { says: "Keep a search", body: [newSearch], answer: SavedSearch },
  [`PUT ${organization}/searches/:search`]: { says: "Change a kept search", body: [searchChange], answer: SavedSearch },
  [`DELETE ${organization}/searches/:search`]: { says: "Delete a kept search" },
};
