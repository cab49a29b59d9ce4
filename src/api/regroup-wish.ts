import { z } from "zod";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import { readBody } from "./parse.ts";
import type { Ask } from "./route.ts";

/** Real clients send true or 1; false, 0 and null ask for nothing. */
const flag = z
  .union([z.boolean(), z.literal([0, 1])], "must be true")
  .nullish()
  .transform((value) => value === true || value === 1);
export const wishBody = z.looseObject({ merge: flag, discard: flag });

/** What a change of issues asks for beside decisions. Either stands alone: what else is wished would be lost with an issue. */
export function readRegroupWish(ask: Ask): Result<"merge" | "discard" | undefined, Refusal> {
  const body = readBody(ask, wishBody);
  if (!body.ok) return body;
  const { merge, discard, ...rest } = body.value;
  const wish = merge ? "merge" : discard ? "discard" : undefined;
  if (wish === undefined) return ok(undefined);
  const others = Object.entries({ ...rest, ...(merge && { discard: discard || null }) });
  const other = others.find(([, value]) => value !== null && value !== undefined)?.[0];
  if (other === undefined) return ok(wish);
  return problem({ kind: "invalid", detail: `${wish} must be the only key. Send the other changes apart from it.` });
}
