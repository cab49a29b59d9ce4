/** A search that somebody keeps. */
export type SavedSearch = {
  readonly id: number;
  readonly organizationId: number;
  /** The project it is about; undefined: whichever is looked at. */
  readonly projectId: number | undefined;
  /** Who made it. */
  readonly userId: number;
  /** Every member of the organisation sees it. */
  readonly isShared: boolean;
  readonly name: string;
  readonly query: string;
  /** As in the API: `date`, `freq` … */
  readonly sort: string;
  readonly createdAtMs: number;
};

/** What a key of a search may be given. Counts are events, over all time. */
export type SuggestedValue = {
  readonly value: string;
  readonly count: number | undefined;
  readonly lastSeenMs: number | undefined;
};

/** Adapter: `store/sqlite/read/searches.ts`. */
export interface SearchReader {
  /** One's own and the shared ones, by name. */
  listSavedSearches(organizationId: number, userId: number | undefined): Promise<readonly SavedSearch[]>;
  /** Keys of tags that begin so, in any case, by name. */
  listTagKeys(projectIds: readonly number[], prefix: string, limit: number): Promise<readonly string[]>;
  /** Values of a tag that begin so, in any case, the most frequent of the first few hundred first. */
  listTagValues(projectIds: readonly number[], key: string, prefix: string, limit: number): Promise<readonly SuggestedValue[]>;
  /** Environments that begin so, by name; not counted, for nearly every issue was seen in one of them. */
  listEnvironments(projectIds: readonly number[], prefix: string, limit: number): Promise<readonly SuggestedValue[]>;
  /** Releases that begin so, the newest first. */
  listVersions(projectIds: readonly number[], prefix: string, limit: number): Promise<readonly SuggestedValue[]>;
}

export const MAX_SAVED_SEARCHES = 200;

export interface SearchCommands {
  /** Undefined when the person has `MAX_SAVED_SEARCHES` already. */
  createSearch(args: Omit<SavedSearch, "id" | "createdAtMs">): Promise<SavedSearch | undefined>;
  /** Changes what is given. Undefined when there is no such search of this person, or (`anyShared`) no shared one of anybody. */
  changeSearch(
    args: SearchChange & {
      readonly organizationId: number;
      readonly id: number;
      readonly userId: number;
      readonly anyShared: boolean;
    },
  ): Promise<SavedSearch | undefined>;
  /** False when there is none, as above. */
  deleteSearch(args: {
    readonly organizationId: number;
    readonly id: number;
    readonly userId: number;
    readonly anyShared: boolean;
  }): Promise<boolean>;
}
export type SearchChange = {
  readonly name?: string;
  readonly query?: string;
  readonly sort?: string;
  readonly isShared?: boolean;
};
