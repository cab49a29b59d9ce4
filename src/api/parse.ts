import { z } from "zod";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { Ask } from "./route.ts";

/** A query key that counts once: the last one wins. */
export const one = z.union([z.string(), z.array(z.string()).transform((values) => values.at(-1) ?? "")]).optional();
/** A query key that may be repeated. */
export const many = z
  .union([z.string().transform((value) => [value]), z.array(z.string())])
  .optional()
  .transform((values) => values ?? []);

/** Reads the query with a schema. Unknown keys are passed over; the first wrong one is named. */
export function readQuery<Schema extends z.ZodType>(ask: Ask, schema: Schema): Result<z.output<Schema>, Refusal> {
  const parsed = schema.safeParse(ask.query);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  return problem({ kind: "invalid", detail: `${first?.path.join(".") ?? "query"}: ${first?.message ?? "is not valid"}` });
}

/** Reads the body with a schema. Wrong fields come back as a map of lists of words; a body that is no object as `detail`. */
export function readBody<Schema extends z.ZodType>(ask: Ask, schema: Schema): Result<z.output<Schema>, Refusal> {
  if (ask.body === undefined) return problem({ kind: "invalid", detail: "This request needs a JSON body." });
  const parsed = schema.safeParse(ask.body);
  if (parsed.success) return ok(parsed.data);

  const fields: { [field: string]: string[] } = {};
  for (const { path, message } of parsed.error.issues) {
    if (path.length === 0) return problem({ kind: "invalid", detail: "The body must be a JSON object." });
    (fields[path.join(".")] ??= []).push(message);
  }
  return problem({ kind: "invalid-fields", fields });
}

/** A text a person gives: trimmed, not empty, bounded. */
export function namedText(maxLength: number): z.ZodString {
  return z
    .string("must be a text")
    .trim()
    .min(1, "must not be empty")
    .max(maxLength, `must not be longer than ${maxLength} characters`);
}
