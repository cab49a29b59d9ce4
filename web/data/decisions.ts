import { ApiError, ask, toApiError } from "./api.ts";
import { notice, say } from "./notice.ts";
import { signal } from "./signal.ts";
import type { Issue, Status } from "./types.ts";
import { goToSignIn } from "./use-ask.ts";

/** A decision that the screen already shows. `settledAt`: when the server had taken it; absent while it is on its way. */
export type Decided = { readonly to: Status; readonly settledAt?: number };

/** By issue id. What the server says later replaces it: see `forgetSettled`. */
export const decided = signal<ReadonlyMap<string, Decided>>(new Map());

function mark(ids: readonly string[], as: Decided | undefined): void {
  const next = new Map(decided.get());
  for (const id of ids) {
    if (as === undefined) next.delete(id);
    else next.set(id, as);
  }
  decided.set(next);
}

/** The status that the screen shows. */
export const statusOf = (issue: Issue, of: ReadonlyMap<string, Decided>): Status => of.get(issue.id)?.to ?? issue.status;

/** An answer asked for after the server had taken a decision knows it: ours may go. */
export function forgetSettled(askedAt: number): void {
  const old = [...decided.get()].filter(([, { settledAt }]) => settledAt !== undefined && settledAt <= askedAt);
  if (old.length > 0)
    mark(
      old.map(([id]) => id),
      undefined,
    );
}

export type Wish = {
  status: Status;
  substatus?: string;
  /** Minutes. */
  ignoreDuration?: number;
  ignoreCount?: number;
  /** Minutes: so many events within them. */
  ignoreWindow?: number;
  ignoreUserCount?: number;
  statusDetails?: { inNextRelease?: boolean; inRelease?: string };
};

const MINUTE_MS = 60_000;

/** What brings an issue back to where it is now, with its time, its release or its mark. */
function wishBackTo(issue: Issue, of: ReadonlyMap<string, Decided>): Wish {
  const status = statusOf(issue, of);
  if (status !== issue.status) return { status };
  const { inRelease, inNextRelease } = issue.statusDetails;
  switch (status) {
    case "unresolved":
      return issue.substatus === null ? { status } : { status, substatus: issue.substatus };
    case "resolved":
      if (inNextRelease === true) return { status, statusDetails: { inNextRelease } };
      return inRelease === undefined ? { status } : { status, statusDetails: { inRelease } };
    case "ignored":
      return { status, ...waitLeft(issue) };
  }
}

/** What is left of what an ignored issue waits for. */
function waitLeft({ statusDetails, count, userCount }: Issue): Partial<Wish> {
  const { ignoreUntil, ignoreCount, ignoreCountFrom, ignoreWindow, ignoreUserCount, ignoreUserCountFrom } = statusDetails;
  const left = (more: number, total: number, from = total) => Math.max(1, more - (total - from));
  return {
    ...(ignoreUntil && { ignoreDuration: Math.max(1, Math.round((Date.parse(ignoreUntil) - Date.now()) / MINUTE_MS)) }),
    ...(ignoreCount && { ignoreCount: left(ignoreCount, Number(count), ignoreCountFrom) }),
    ...(ignoreCount && ignoreWindow && { ignoreWindow }),
    ...(ignoreUserCount && { ignoreUserCount: left(ignoreUserCount, userCount, ignoreUserCountFrom) }),
  };
}

/** One after the other: an undo must not overtake what it undoes. */
let queue: Promise<unknown> = Promise.resolve();
let turn = 0;
/** The last turn that spoke for an issue; an older one that is refused must not put back what a newer one did. */
const turnOf = new Map<string, number>();

/** Answers the number of the issue at the code host that is closed with it. */
function send(org: string, ids: readonly string[], wish: Wish): Promise<number | undefined> {
  turn += 1;
  const own = turn;
  for (const id of ids) turnOf.set(id, own);
  mark(ids, { to: wish.status });
  const stillOurs = () => ids.filter((id) => turnOf.get(id) === own);
  const sent = queue
    .then(() => ask<{ closedIssue?: number | null } | null>(changePath(org, ids), "PUT", wish))
    .then((answer) => {
      // An empty answer: none of them is there any more, or none may be changed.
      if (answer.data === null) throw new ApiError(404, GONE);
      mark(stillOurs(), { to: wish.status, settledAt: Date.now() });
      return answer.data.closedIssue ?? undefined;
    })
    .catch((error: unknown) => {
      mark(stillOurs(), undefined);
      throw error;
    });
  queue = sent.catch(() => undefined);
  return sent;
}

/** One by its own path, whose answer tells of the linked issue. */
export function changePath(org: string, ids: readonly string[]): string {
  const path = `organizations/${org}/issues/`;
  return ids.length === 1 ? `${path}${ids[0]}/` : `${path}?${new URLSearchParams(ids.map((id) => ["id", id]))}`;
}

const GONE = "There is no such issue any more.";
const DONE: Record<Status, string> = { resolved: "Resolved", ignored: "Ignored", unresolved: "Reopened" };

/**
 * Decides about issues: shown at once, taken back with words when the server refuses, and with a way to undo it. `after` runs
 * whenever the server has taken something, the undo too.
 */
export function decide(org: string, issues: readonly Issue[], wish: Wish, after: () => void): void {
  const before = Map.groupBy(issues, (issue) => JSON.stringify(wishBackTo(issue, decided.get())));
  const ids = issues.map(({ id }) => id);
  const name = issues.length === 1 ? (issues[0]?.shortId ?? "") : `${issues.length} issues`;
  const fail = (error: unknown) => {
    const { status, message } = toApiError(error);
    if (status === 401) goToSignIn();
    else say({ text: `${name} could not be changed. ${status === 404 ? GONE : message}`, isProblem: true });
  };
  const undo = () => {
    for (const [back, of] of before) {
      send(
        org,
        of.map(({ id }) => id),
        JSON.parse(back) as Wish,
      ).then(after, fail);
    }
  };
  const said = { text: `${DONE[wish.status]} ${name}`, undo };
  say(said);
  send(org, ids, wish).then((closed) => {
    if (closed !== undefined && notice.get() === said)
      say({ text: `${said.text}, and issue #${closed} is closed with it`, undo });
    after();
  }, fail);
}
