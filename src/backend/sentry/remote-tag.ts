import { z } from "zod";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { Errand } from "./call.ts";
import { ask } from "./call.ts";
import { noIssue } from "./find-issue.ts";
import { anything, count, id, rowsOf, time } from "./fields.ts";
import type { SentryProblem } from "./problem.ts";
import { brokenAnswer, notASentry } from "./problem.ts";

export type RemoteTag = {
  readonly key: string;
  /** Events of the issue that carry the key. */
  readonly total: number;
  readonly values: readonly RemoteTagValue[];
};

export type RemoteTagValue = {
  readonly value: string;
  readonly count: number;
  /** Unix ms; 0 when Sentry does not say. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
};

const MAX_KEYS = 200;
const MAX_VALUES = 1_000;
const NAME = z.string().min(1).max(250);

const Value: z.ZodType<RemoteTagValue> = z
  .object({ value: NAME, count, firstSeen: time, lastSeen: time })
  .transform(({ firstSeen, lastSeen, ...value }) => ({
    ...value,
    firstSeenMs: firstSeen ?? lastSeen ?? 0,
    lastSeenMs: lastSeen ?? firstSeen ?? 0,
  }));

const Tag = z.object({ key: NAME, totalValues: count, topValues: anything });

/** Tags of an issue that was found in the place before. */
export async function listTags(
  errand: Errand,
  issueId: string,
  valuesPerKey: number,
): Promise<Result<readonly RemoteTag[], SentryProblem>> {
  const path = ["issues", issueId, "tags"];
  if (!id.safeParse(issueId).success) return problem(noIssue(errand, issueId));
  const query = { limit: String(valuesPerKey) };
  const reply = await ask(errand, { method: "GET", path, query, scope: "event:read", about: `the issue ${issueId}` });
  if (!reply.ok) return reply;
  const { json } = reply.value;
  if (!Array.isArray(json)) return problem(notASentry(errand.line.host, "with something other than a list of tags"));
  const tags = readTags(json, valuesPerKey);
  if (tags.length === 0 && json.length > 0) {
    return problem(brokenAnswer(errand.line.host, "a list in which nothing is a tag"));
  }
  return ok(tags);
}

/** The most frequent first, keys and values: the order of an answer is not relied on. */
export function readTags(json: unknown, valuesPerKey: number): readonly RemoteTag[] {
  return rowsOf(json, Tag, MAX_KEYS)
    .map(({ key, totalValues, topValues }) => ({
      key,
      total: totalValues,
      values: rowsOf(topValues, Value, MAX_VALUES)
        .toSorted((one, other) => other.count - one.count)
        .slice(0, valuesPerKey),
    }))
    .toSorted((one, other) => other.total - one.total);
}
