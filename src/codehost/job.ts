import type { LinkedIssue } from "./issue-link.ts";

/**
 * One thing to be done for a link. `close` and `reopen` carry a decision to the code host; `look` fetches a state that a webhook
 * spoke of. Where a Sentry keeps the error, `resolve` and `unresolve` carry there what happened at the code host, and `back-link` has
 * it show the issue. Each is about a state and not about a step, so that doing one twice does no harm.
 */
export type Job = {
  readonly id: number;
  readonly connectionId: number;
  readonly issueId: number;
  readonly action: JobAction;
  /** Of the linked issue. */
  readonly number: number;
  /** Tries so far. */
  readonly attempts: number;
  readonly createdAtMs: number;
  /** For the link back: the slug of the organisation our issue is in. */
  readonly organizationSlug: string;
};

export type JobAction = "close" | "reopen" | "look" | "resolve" | "unresolve" | "back-link";

/** Ids of connections of which no job is wanted, or none that is to be done at the code host. */
export type PassedOver = { readonly connections: readonly number[]; readonly hosts: readonly number[] };

export interface JobReader {
  /** Jobs whose time has come, those that waited longest first, at most `limit`. */
  listDueJobs(nowMs: number, limit: number, passOver?: PassedOver): Promise<readonly Job[]>;
}

export interface JobCommands {
  /**
   * Notes a webhook, and that its issue is to be looked at if it is linked, in one transaction: a webhook that was answered is
   * not lost. `isNew` is false for a delivery that was noted before; nothing is then done.
   */
  noteDelivery(args: {
    readonly connectionId: number;
    readonly deliveryId: string;
    readonly issueNumber: number;
  }): Promise<{ readonly isNew: boolean }>;
  /** Ends a job that was done; `issue` as the host has it now, if it was asked. A job that took its place meanwhile stays. */
  finishJob(args: { readonly jobId: number; readonly issueId: number; readonly issue: LinkedIssue | undefined }): Promise<void>;
  /** Another try at `nextAtMs`; undefined: none, the job is given up and shown. */
  postponeJob(args: { readonly jobId: number; readonly nextAtMs: number | undefined; readonly problem: string }): Promise<void>;
  /**
   * Takes in what the host says of issues. Only what changed since it was last heard is news: then, if the connection says so, a
   * closed issue resolves its error and a reopened one undoes that, unless a decision of ours is on its way there. Answers
   * which issues of ours changed, in status or link.
   */
  applyHostStates(args: {
    readonly connectionId: number;
    readonly issues: readonly LinkedIssue[];
    /** How far this is a full account, by the host's clock; undefined for a look at one issue. */
    readonly polledToMs: number | undefined;
  }): Promise<{ readonly changedIssueIds: readonly number[] }>;
}
