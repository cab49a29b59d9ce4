import type { CodeHostKind, IssueState } from "./codehost.ts";

/** The issue at the code host that stands for one of ours. Title and state as last heard. */
export type IssueLink = {
  readonly issueId: number;
  readonly connectionId: number;
  readonly kind: CodeHostKind;
  readonly repositoryPath: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly state: IssueState;
  /** Decisions here are carried there: the connection is in use and closes issues. */
  readonly follows: boolean;
};

/** What of an issue at the code host is kept. */
export type LinkedIssue = {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly state: IssueState;
};

/** Either side of a link has another one already. */
export type LinkProblem = { readonly kind: "error-linked" | "issue-linked" };

export interface IssueLinkReader {
  /** Links of these issues of ours, by issue id. */
  listIssueLinks(issueIds: readonly number[]): Promise<ReadonlyMap<number, IssueLink>>;
}

export interface IssueLinkCommands {
  /**
   * Reserves an issue of ours for the minute in which one is made for it at the code host, or looked at there. False when it is
   * linked, or somebody else holds it.
   */
  claimIssueLink(args: { readonly issueId: number }): Promise<{ readonly isClaimed: boolean }>;
  releaseIssueLink(args: { readonly issueId: number }): Promise<void>;
  /** Links, and ends the claim. */
  linkIssue(args: {
    readonly issueId: number;
    readonly connectionId: number;
    readonly issue: LinkedIssue;
    readonly byUserId: number | undefined;
  }): Promise<{ readonly problem: LinkProblem | undefined }>;
  /** Ends a link and what was still to be done for it. The issue at the host is left as it is. */
  unlinkIssue(args: { readonly issueId: number }): Promise<void>;
}
