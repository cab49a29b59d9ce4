/** One version of the programs of an organisation. */
export type Release = {
  /** Of its oldest row; a release of several projects has one in each. */
  readonly id: number;
  readonly version: string;
  readonly status: ReleaseStatus;
  /** A branch, tag or commit, as whoever made it said. */
  readonly ref: string | undefined;
  readonly url: string | undefined;
  /** When it was first heard of: by an event, a session, or whoever made it. Unix ms, like all times here. */
  readonly firstSeenMs: number;
  readonly startedMs: number | undefined;
  readonly releasedMs: number | undefined;
  /** Own times of its events; absent when it has none. */
  readonly firstEventMs: number | undefined;
  readonly lastEventMs: number | undefined;
  readonly projectIds: readonly number[];
  /** Issues that were first seen in it, by project. */
  readonly newIssues: ReadonlyMap<number, number>;
  readonly commitCount: number;
  readonly deployCount: number;
  readonly lastCommit: ReleaseCommit | undefined;
  readonly lastDeploy: Deploy | undefined;
  /** Who wrote its commits, at most twenty. */
  readonly authors: readonly CommitAuthor[];
  /** One for each repository that was asked for its commits. */
  readonly fetches: readonly FetchState[];
};

export type ReleaseStatus = "open" | "archived";
export type CommitAuthor = { readonly name: string; readonly email: string };

/** A commit as it was sent or fetched. All of it is foreign text; only the name of the commit is certain. */
export type ReleaseCommit = CommitAuthor & {
  readonly hash: string;
  /** What whoever sent it calls the repository: `acme/shop`, `origin`. */
  readonly repository: string | undefined;
  readonly message: string;
  readonly atMs: number | undefined;
};
export type ChangedFile = { readonly path: string; readonly change: "A" | "M" | "D" };
export type CommitWithFiles = ReleaseCommit & { readonly files: readonly ChangedFile[] };

/** A commit by name, and the one of the release before. */
export type CommitRef = {
  readonly repository: string;
  readonly head: string;
  readonly base: string | undefined;
};

export type Deploy = {
  readonly id: number;
  readonly environment: string;
  readonly name: string | undefined;
  readonly url: string | undefined;
  readonly startedMs: number | undefined;
  readonly finishedMs: number;
};

/** How the code host of a project was asked for the commits of a release. `problem` is words with the remedy. */
export type FetchState = {
  readonly repository: string;
  readonly state: "waiting" | "done" | "failed";
  readonly problem: string | undefined;
};

/** Issues that commits say they fix, and that were resolved by it. */
export type ResolvedIssues = readonly { readonly projectId: number; readonly issueIds: readonly number[] }[];

/** A release within an organisation, as far as these projects have it. */
export type ReleasePlace = {
  readonly organizationId: number;
  readonly projectIds: readonly number[];
  readonly version: string;
};

export type ReleaseList = {
  readonly organizationId: number;
  readonly projectIds: readonly number[];
  /** A part of the version, in any case. */
  readonly text?: string;
  /** Absent: both. */
  readonly status?: ReleaseStatus;
  /** Seen in or deployed to one of these; absent: anywhere. "" stands for no environment. */
  readonly environments?: readonly string[];
  /** By date, newest first, or in the order of `newestFirst`. */
  readonly sort?: "date" | "semver";
  readonly limit: number;
  readonly offset: number;
};

export interface ReleaseReader {
  listReleases(query: ReleaseList): Promise<readonly Release[]>;
  findRelease(place: ReleasePlace): Promise<Release | undefined>;
  /** Newest first. */
  listCommits(place: ReleasePlace): Promise<readonly CommitWithFiles[]>;
  /** The newest last. */
  listDeploys(place: ReleasePlace): Promise<readonly Deploy[]>;
  /** The versions before and after it, in the order of the projects' releases. */
  findNeighbours(place: ReleasePlace): Promise<{ readonly previous: string | undefined; readonly next: string | undefined }>;
  /** The newest release before this one that has commits. */
  findPreviousWithCommits(place: ReleasePlace): Promise<Release | undefined>;
  /**
   * The commits of a release and of those before it, with files, at most `releases` releases that have any. What has no such version
   * is answered with the newest releases.
   */
  listCommitsUpTo(place: ReleasePlace, releases: number): Promise<readonly CommitsOfRelease[]>;
}
export type CommitsOfRelease = { readonly version: string; readonly commits: readonly CommitWithFiles[] };

/** What a request says of a release; absent fields stay as they are, null takes away. */
export type ReleaseFields = {
  readonly status?: ReleaseStatus;
  readonly ref?: string | null;
  readonly url?: string | null;
  readonly startedMs?: number | null;
  readonly releasedMs?: number | null;
};

export interface ReleaseCommands {
  /**
   * Makes a release or changes it, and has `projectIds` join. `commits` replace those that it has; so do `refs`, which
   * name the newest commit of each repository; none clear it. `mayCreate` false: only what is there is changed. Issues that the messages
   * of commits fix are resolved in the release. Without both, the code host is asked for the commits of a release
   * that has none; for those that `refs` name it is asked as well.
   */
  putRelease(args: {
    readonly organizationId: number;
    readonly version: string;
    readonly projectIds: readonly number[];
    readonly fields: ReleaseFields;
    readonly commits?: readonly CommitWithFiles[];
    readonly refs?: readonly CommitRef[];
    readonly mayCreate: boolean;
  }): Promise<{
    readonly kind: "created" | "changed" | "not-found" | "no-project";
  }>;
  /** `in-use`: events or sessions name it. */
  deleteRelease(args: ReleasePlace): Promise<{ readonly kind: "deleted" | "not-found" | "in-use" }>;
  /** Undefined: there is no such release. */
  addDeploy(args: ReleasePlace & { readonly deploy: Omit<Deploy, "id"> }): Promise<{ readonly deploy: Deploy | undefined }>;
}
