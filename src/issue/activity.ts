import type { Assignee, IgnoreUntil, IssueState, ResolvedIn } from "./issue.ts";

/** What happened to an issue. Decisions and events make them; notes are what people write. */
export type Happening =
  | { readonly kind: "resolved"; readonly in?: ResolvedIn }
  | { readonly kind: "unresolved" }
  /** An event came that the resolution does not cover. */
  | { readonly kind: "regression" }
  /** What was waited for, as far as it was said; `untilMs`: Unix ms. */
  | ({ readonly kind: "ignored" } & IgnoreUntil)
  | { readonly kind: "assigned"; readonly userId: number }
  /** As the team was called then. */
  | { readonly kind: "assigned-team"; readonly teamId: number; readonly slug: string }
  | { readonly kind: "unassigned" }
  /** Other issues, by id, became part of this one. */
  | { readonly kind: "merged"; readonly issueIds: readonly number[] }
  /** Signatures left for another issue. */
  | { readonly kind: "detached"; readonly issueId: number; readonly signatureCount: number }
  | Note;

/** Text in Markdown, as it was typed. `editedAtMs`: Unix ms, when it was changed last. */
export type Note = { readonly kind: "note"; readonly text: string; readonly editedAtMs?: number };

export type Activity = {
  readonly id: number;
  /** Unix ms; received time, like that of decisions. */
  readonly atMs: number;
  readonly byUserId: number | undefined;
  readonly what: Happening;
};

export const MAX_NOTE_LENGTH = 20_000;

/** Adapter: `store/sqlite/read/activities.ts`. */
export interface ActivityReader {
  /** The newest first, those of issues that were merged into it too. `beforeId`: only what is older than that one. */
  listActivity(
    issueId: number,
    page: { readonly limit: number; readonly beforeId?: number; readonly notesOnly?: boolean },
  ): Promise<readonly Activity[]>;
}

type InProjects = { readonly projectIds: readonly number[] };
type ByWhom = { readonly byUserId: number | undefined };

/** What people write, and who takes care of an issue. Each is one transaction; issues that are not in the projects are passed over. */
export interface ActivityCommands {
  addNote(args: InProjects & ByWhom & { readonly issueId: number; readonly text: string }): Promise<Activity | undefined>;
  /** Changes a note that the same person wrote; `undefined` when there is no such. */
  editNote(
    args: InProjects & { readonly issueId: number; readonly noteId: number; readonly text: string; readonly byUserId: number },
  ): Promise<Activity | undefined>;
  /** `ofUserId`: only a note of that person; undefined: whoever wrote it. False when there is no such. */
  deleteNote(
    args: InProjects & { readonly issueId: number; readonly noteId: number; readonly ofUserId: number | undefined },
  ): Promise<boolean>;
  /** `to` undefined: nobody. It must be a member or a team of the issues' organisation. Answers the ids that are now so assigned. */
  assignIssues(
    args: InProjects & ByWhom & { readonly issueIds: readonly number[]; readonly to: Assignee | undefined },
  ): Promise<{ readonly assigned: readonly number[] }>;
}

/** What a change of state tells; undefined when only its shade has changed. */
export function happeningOf(before: IssueState, after: IssueState): Happening | undefined {
  switch (after.status) {
    case "resolved": {
      const bound = after.in;
      const old = before.status === "resolved" ? before.in : undefined;
      const isSame = before.status === "resolved" && old?.kind === bound?.kind && old?.version === bound?.version;
      return isSame ? undefined : { kind: "resolved", ...(bound !== undefined && { in: bound }) };
    }
    case "unresolved":
      if (before.status === "unresolved") return undefined;
      return { kind: after.substatus === "regressed" ? "regression" : "unresolved" };
    case "ignored": {
      const isSame = before.status === "ignored" && JSON.stringify(before.until) === JSON.stringify(after.until);
      return isSame ? undefined : { kind: "ignored", ...after.until };
    }
  }
}
