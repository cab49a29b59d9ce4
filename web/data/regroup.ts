import type { ApiError } from "./api.ts";
import { ask, toApiError } from "./api.ts";
import type { Notice } from "./notice.ts";
import { say } from "./notice.ts";
import { signal } from "./signal.ts";
import type { Issue, Status } from "./types.ts";
import { goToSignIn, reload, reloadShown, useAsk } from "./use-ask.ts";

/** What some events of an issue are grouped by, and how many there are of them. */
export type Signature = {
  id: string;
  groupingVersion: string;
  count: string;
  lastSeen: string;
  latestEvent: { eventID: string; title: string } | null;
};

const base = (org: string): string => `organizations/${org}/issues/`;
const ids = (all: readonly string[]): string => String(new URLSearchParams(all.map((id) => ["id", id])));

/** As many as one answer holds; those with the most events come first. */
export const MAX_SIGNATURES = 100;
export const signaturesPath = (org: string, id: string): string => `${base(org)}${id}/hashes/`;
export const useSignatures = (path: string | null) => useAsk<Signature[]>(path);

type Merged = { merge: { parent: string; children: string[]; hashes: Record<string, string[]> } };

/** Makes one issue of several, with a way to undo it. `after` runs whenever the server has changed something. */
export async function mergeIssues(org: string, issues: readonly Issue[], after: () => void): Promise<void> {
  const what = `${issues.length} issues could not be merged.`;
  const answer = await ask<Merged>(`${base(org)}?${ids(issues.map(({ id }) => id))}`, "PUT", { merge: true }).catch(
    (error: unknown) => refuse(what, error),
  );
  if (answer === undefined) return;
  const { parent, children, hashes } = answer.data.merge;
  const kept = issues.find(({ id }) => id === parent);
  after();
  // The notice outlives the page: whatever is looked at now may be one of them.
  const afterUndo = () => (after(), reloadShown());
  const undo = () => {
    void splitAgain(org, parent, Object.values(hashes), wasResolved(kept, issues)).then(
      () => afterUndo(),
      (error: unknown) => (afterUndo(), refuse("The issues could not all be split again.", error)),
    );
  };
  say({ text: `Merged ${children.length + 1} issues into ${kept?.shortId ?? "one"}`, undo });
}

/** A resolved issue is reopened by merging an open one into it; whoever undoes that wants it resolved again. */
function wasResolved(kept: Issue | undefined, issues: readonly Issue[]): boolean {
  return kept?.status === "resolved" && issues.some(({ status }) => status === "unresolved");
}

/** One after the other, so that each finds the issue as the one before left it. */
async function splitAgain(org: string, id: string, all: readonly string[][], isResolved: boolean): Promise<void> {
  for (const hashes of all) await ask(`${signaturesPath(org, id)}?${ids(hashes)}`, "PUT");
  if (isResolved) await ask(`${base(org)}${id}/`, "PUT", { status: "resolved" satisfies Status });
}

type Detached = { detach: { issue: string; shortId: string | null; signatures: string[] } };

/** Takes signatures out of an issue. Answers whether that was done. */
export async function detachSignatures(org: string, issue: Issue, hashes: readonly string[]): Promise<boolean> {
  const answer = await ask<Detached | null>(`${signaturesPath(org, issue.id)}?${ids(hashes)}`, "PUT").catch((error: unknown) =>
    refuse("Nothing was detached.", error),
  );
  if (answer === undefined) return false;
  if (answer.data === null) {
    say({ text: "These signatures are not part of this issue any more", isProblem: true });
    return true;
  }
  const { issue: id, shortId } = answer.data.detach;
  const to: Notice["to"] = { href: `organizations/${org}/issues/${id}`, words: `Open ${shortId ?? "it"}` };
  say({ text: `Detached into ${shortId ?? "another issue"}`, to });
  return true;
}

/** Deletes an issue, with all its events; `discard`: further ones like them are dropped. Throws `ApiError`. */
export async function deleteIssue(org: string, issue: Issue, discard: boolean): Promise<void> {
  const path = `${base(org)}${issue.id}/`;
  await (discard ? ask(path, "PUT", { discard: true }) : ask(path, "DELETE"));
  say({ text: discard ? `${issue.shortId} is deleted, and further events of it are dropped` : `${issue.shortId} is deleted` });
}

/** Issues that are about to be deleted: the screen shows them gone. */
export const deleting = signal<ReadonlySet<string>>(new Set());

/**
 * Deletes issues with all their events once the notice that offers to undo it has gone; until then nothing is sent, so that the
 * undo loses nothing. `after` runs when the server has deleted them.
 */
export function deleteIssues(org: string, issues: readonly Issue[], after: () => void): void {
  const of = issues.map(({ id }) => id);
  const mark = (isOn: boolean) =>
    deleting.set(new Set([...deleting.get()].filter((id) => !of.includes(id)).concat(isOn ? of : [])));
  const onGone = () =>
    void ask(`${base(org)}?${ids(of)}`, "DELETE").then(after, (error: unknown) => {
      mark(false);
      refuse("Nothing was deleted.", error);
    });
  mark(true);
  const text = issues.length === 1 ? `Deleting ${issues[0]?.shortId}` : `Deleting ${issues.length} issues`;
  say({ text: `${text} with all events`, undo: () => mark(false), onGone });
}

/** An issue that was deleted and whose further events are dropped. */
export type DiscardedIssue = {
  id: string;
  title: string;
  culprit: string;
  dateCreated: string;
  actor: { name: string } | null;
};

const discardedPath = (org: string, project: string): string => `projects/${org}/${project}/tombstones/`;
export const useDiscarded = (org: string, project: string) => useAsk<DiscardedIssue[]>(discardedPath(org, project));

/** Takes further events of it again. */
export async function takeAgain(org: string, project: string, issue: DiscardedIssue): Promise<void> {
  const path = discardedPath(org, project);
  await ask(`${path}${issue.id}/`, "DELETE").then(
    () => say({ text: "Such events are taken again" }),
    (error: unknown) => refuse("Such events are still dropped.", error),
  );
  await reload(path);
}

/** Says why something was not done. */
export function refuse(what: string, error: unknown): undefined {
  const { status, message }: ApiError = toApiError(error);
  if (status === 401) goToSignIn();
  else say({ text: `${what} ${message}`, isProblem: true });
  return undefined;
}
