import type { ChangeProblem, ResolvedIn, ResolveWish } from "../../issue/issue.ts";
import { compareReleases } from "../../release/order.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Database } from "./database.ts";
import { newestOfIssue, newestRelease, releaseDate } from "./release-order.ts";

/**
 * What a wish comes to for one issue, by the releases of now. "In the next release" means the one after those the issue was seen
 * in: where that is already there, the newest that is.
 */
export function resolvedInFor(
  db: Database,
  issue: { readonly id: number; readonly projectId: number },
  wish: ResolveWish,
): Result<ResolvedIn, ChangeProblem> {
  if (wish.kind === "release") {
    const isKnown = releaseDate(db, issue.projectId, wish.version) !== undefined;
    return isKnown ? ok({ kind: "release", version: wish.version }) : problem("no-such-release");
  }
  const newest = newestRelease(db, issue.projectId);
  if (newest === undefined) return problem("no-releases");
  if (wish.kind === "latest") return ok({ kind: "release", version: newest.version });
  const seen = wish.kind === "next" ? newestOfIssue(db, issue.id) : undefined;
  const isOut = seen !== undefined && seen.version !== newest.version && compareReleases(seen, newest) < 0;
  return ok({ kind: isOut ? "release" : "after", version: newest.version });
}
