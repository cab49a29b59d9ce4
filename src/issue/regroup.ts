import type { Issue, IssueState } from "./issue.ts";
import type { Likeness } from "./similarity.ts";
import { stateAfterChange } from "./life-cycle.ts";

/** What people change about which events are one bug. Signatures move between issues; no event is rewritten. */
export interface RegroupCommands {
  /** Makes one issue of several of one project; ids that are not there, or not in `projectIds`, are passed over. */
  mergeIssues(args: {
    readonly issueIds: readonly number[];
    readonly projectIds: readonly number[];
    readonly byUserId?: number | undefined;
  }): Promise<Merged | { readonly problem: MergeProblem }>;
  /**
   * Takes signatures (as hex) out of an issue. When they are all that came with one that was merged, it comes back as it was;
   * else they become a new issue. Unknown ones are passed over; `issueId` is undefined when none was found.
   */
  detachSignatures(args: {
    readonly issueId: number;
    readonly projectIds: readonly number[];
    readonly hashes: readonly string[];
    readonly byUserId?: number | undefined;
  }): Promise<Detached | { readonly problem: DetachProblem }>;
  /**
   * Deletes issues with all their events; they are gone at once, their rows follow between batches. With `discard` further events
   * of their signatures are dropped as they come. Answers the ids that were there.
   */
  deleteIssues(args: {
    readonly issueIds: readonly number[];
    readonly projectIds: readonly number[];
    readonly discard: boolean;
    readonly byUserId: number | undefined;
  }): Promise<{ readonly deleted: readonly number[] }>;
  /**
   * Somebody says that two issues, which look alike, are not the same bug: they are suggested to nobody again, whatever comes
   * later. Takes that back where `notSame` is false. That they are the same is said by merging them.
   */
  judgeSimilar(args: {
    readonly issueId: number;
    readonly otherId: number;
    readonly projectIds: readonly number[];
    readonly notSame: boolean;
    readonly byUserId: number | undefined;
  }): Promise<{ readonly problem: NotSameProblem | undefined }>;
  /** Takes further events of a discarded issue again. False when there is no such. */
  takeAgain(args: { readonly projectId: number; readonly discardedIssueId: number }): Promise<boolean>;
}

export type NotSameProblem = { readonly kind: "not-found" | "one-issue" | "several-projects" };

/** An issue that may be the same bug as another, and why. */
export type SimilarIssue = {
  readonly issue: Issue;
  readonly likeness: Likeness;
  /** Of the frames that both have, those that say most, and how many signatures of the project have each. */
  readonly rarestFrames: readonly { readonly frame: string; readonly signatureCount: number }[];
};

/** Detaching the hashes of a child undoes its part of the merge. */
export type Merged = {
  readonly parentId: number;
  readonly children: readonly { readonly id: number; readonly hashes: readonly string[] }[];
};
export type MergeProblem = { readonly kind: "fewer-than-two" | "several-projects" };
export type Detached = { readonly issueId: number | undefined; readonly detached: readonly string[] };
/** An issue without any signature would be nothing. */
export type DetachProblem = { readonly kind: "not-found" | "none-would-stay" };

/** A signature of an issue and its share of the totals. */
export type SignatureInIssue = {
  /** Lower-case hex. */
  readonly hash: string;
  readonly groupingVersion: string;
  readonly eventCount: number;
  /** Own times of the events, Unix ms. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
};

/** What remains of an issue whose further events are dropped. */
export type DiscardedIssue = Pick<Issue, "id" | "level" | "title" | "culprit"> & {
  readonly atMs: number;
  readonly byUserId: number | undefined;
};

/** The one that the others are merged into: the most events, then the highest id. Source: reference sentry-web-api §2.6.3. */
export function chooseParent<T extends Pick<Issue, "id" | "eventCount">>(issues: readonly T[]): T | undefined {
  return issues.toSorted((a, b) => b.eventCount - a.eventCount || b.id - a.id)[0];
}

/**
 * The parent keeps what was decided about it, with one exception: a bug that is still open in one of the others is not
 * resolved. An ignored one stays ignored, since who sets a bug aside sets aside all its faces.
 */
export function stateAfterMerge(parent: IssueState, children: readonly IssueState[], nowMs: number): IssueState {
  const isOpen = parent.status === "resolved" && children.some(({ status }) => status === "unresolved");
  return isOpen ? stateAfterChange(parent, { status: "unresolved" }, nowMs, undefined) : parent;
}
