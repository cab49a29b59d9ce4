import { z } from "zod";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import { many, readQuery } from "./parse.ts";
import type { Ask } from "./route.ts";

export const idsQuery = z.object({ id: many });

/** The issues that a request names by `id`, which may be none. */
export function readNamedIssues(ask: Ask, max: number): Result<readonly number[], Refusal> {
  const query = readQuery(ask, idsQuery);
  if (!query.ok) return query;
  const names = query.value.id.filter((id) => id !== "");
  if (names.length > max || !names.every((id) => /^\d{1,15}$/.test(id))) {
    return problem({ kind: "invalid", detail: `id must be the number of an issue, at most ${max} of them.` });
  }
  return ok(names.map(Number));
}
