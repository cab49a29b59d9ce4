import type { Level } from "../protocol/event.ts";
import type { Json } from "../protocol/json.ts";

/** Events that are one bug, and what people decided about it. Ids are local, whichever backend keeps the events. */
export type Issue = {
  readonly id: number;
  readonly projectId: number;
  /** `SHOP-1F`: project slug and the issue's number in base 32. */
  readonly shortId: string;
  readonly title: string;
  readonly culprit: string;
  readonly level: Level;
  readonly platform: string;
  readonly logger: string | undefined;
  readonly type: "error" | "default" | "csp";
  /** Sentry's title parts: type, value, filename, function, or title. */
  readonly metadata: { readonly [key: string]: Json };
  readonly isUnhandled: boolean;
  /** When events of it were last left out, since its project keeps no more; absent: never. */
  readonly thinnedAtMs?: number;
  readonly state: IssueState;
  /** Who takes care of it. */
  readonly assignee: Assignee | undefined;
  readonly noteCount: number;
  readonly eventCount: number;
  readonly userCount: number;
  /** Own times of the events, Unix ms. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly firstRelease: string | undefined;
  readonly lastRelease: string | undefined;
  /** Where the errors are kept by a Sentry: the issue's id there (digits), and its page. */
  readonly remote: { readonly id: string; readonly url: string } | undefined;
  /** Set on copies of what a Sentry holds. */
  readonly freshness?: Freshness;
};

/** A member of the organisation, or one of its teams. */
export type Assignee =
  | { readonly kind: "user"; readonly id: number }
  | { readonly kind: "team"; readonly id: number; readonly slug: string };

/** How current a copy of what a Sentry holds is. `problem`: why it could not be refreshed, in a sentence that names the remedy. */
export type Freshness = { readonly asOfMs: number; readonly problem: string | undefined };

/** Sentry's statuses and substatuses. `ignored` is what Sentry's screens call archived. */
export type IssueState =
  | {
      readonly status: "unresolved";
      readonly substatus: "new" | "ongoing" | "regressed" | "escalating";
      readonly sinceMs: number;
    }
  | {
      readonly status: "resolved";
      readonly sinceMs: number;
      readonly byUserId: number | undefined;
      /** Absent: now, whatever the release. */
      readonly in?: ResolvedIn;
    }
  | {
      readonly status: "ignored";
      /** `archived_until_escalating` is decided by a Sentry alone. */
      readonly substatus: "archived_forever" | "archived_until_condition_met" | "archived_until_escalating";
      readonly sinceMs: number;
      readonly byUserId: number | undefined;
      readonly until: IgnoreUntil | undefined;
    };

/** The release that a resolution is bound to: that one, or the one that comes after it. */
export type ResolvedIn = { readonly kind: "release" | "after"; readonly version: string };

/** Where a person says that an issue is resolved. `next`: the one after all that the issue was seen in; `upcoming`: after all there are. */
export type ResolveWish =
  | { readonly kind: "release"; readonly version: string }
  | { readonly kind: "latest" | "next" | "upcoming" };

/** A state as a Sentry tells it: what it is now, not since when and by whom. */
export type ReportedState =
  | { readonly status: "unresolved"; readonly substatus: Extract<IssueState, { status: "unresolved" }>["substatus"] }
  | { readonly status: "resolved" }
  | {
      readonly status: "ignored";
      readonly substatus: Extract<IssueState, { status: "ignored" }>["substatus"];
      /** Unix ms, when it comes back by time. */
      readonly untilMs: number | undefined;
    };

/** When an ignored issue comes back: at the first of these that is met. All absent: for ever. */
export type IgnoreUntil = {
  /** Unix ms. */
  readonly untilMs?: number;
  /** `withinHours`: only when so many fall into the last whole hours. */
  readonly events?: Growth & { readonly withinHours?: number };
  /** Distinct ones. */
  readonly users?: Growth;
};
/** So many more than there were. `from`: the total when it was decided, which the writer fills in. */
export type Growth = { readonly more: number; readonly from?: number };

/** A decision about an issue. `sinceMs` is filled by the writer. */
export type StatusChange =
  /** `substatus`: the mark that it had, for who takes a decision back; else "ongoing". */
  | { readonly status: "unresolved"; readonly substatus?: Extract<IssueState, { status: "unresolved" }>["substatus"] }
  | { readonly status: "resolved"; readonly in?: ResolveWish }
  | { readonly status: "ignored"; readonly until?: IgnoreUntil };

/** Why nothing was changed: a release belongs to one project, and must be known there. */
export type ChangeProblem = "several-projects" | "no-releases" | "no-such-release";

export interface IssueCommands {
  /**
   * Applies one change to several issues of one organisation in one transaction; ids not in `projectIds` are passed over.
   * Answers the ids that now have the status, in the order asked; on a problem nothing was changed.
   */
  updateIssues(args: {
    readonly issueIds: readonly number[];
    readonly projectIds: readonly number[];
    readonly change: StatusChange;
    readonly byUserId: number | undefined;
  }): Promise<{ readonly updated: readonly number[]; readonly problem?: ChangeProblem }>;
}
