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
  ask.onRead?.("query", schema);
  const parsed = schema.safeParse(ask.query);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  return problem({ kind: "invalid", detail: `${first?.path.join(".") ?? "query"}: ${first?.message ?? "is not valid"}` });
}

/** Reads the body with a schema. Wrong fields come back as a map of lists of words; a body that is no object as `detail`. */
export function readBody<Schema extends z.ZodType>(ask: Ask, schema: Schema): Result<z.output<Schema>, Refusal> {
  ask.onRead?.("body", schema);
  if (ask.body === undefined) return problem({ kind: "invalid", detail: "This request needs a JSON body." });
  const parsed = schema.safeParse(ask.body);
  if (parsed.success) return ok(parsed.data);

  // A client names the fields, so that one may be called `constructor`: they are no object's own until all are collected.
  const fields = new Map<string, string[]>();
  for (const { path, message } of parsed.error.issues) {
    if (path.length === 0) return problem({ kind: "invalid", detail: "The body must be a JSON object." });
    const field = path.join(".");
    fields.set(field, [...(fields.get(field) ?? []), message]);
  }
  return problem({ kind: "invalid-fields", fields: Object.fromEntries(fields) });
}

const SHOWABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** A label a person may give: trimmed, bounded, and all of it can be shown. */
export function labelText(maxLength: number): z.ZodString {
  return z
    .string("must be a text")
    .trim()
    .regex(SHOWABLE, "must not hold control characters")
    .max(maxLength, `must not be longer than ${maxLength} characters`);
}

/** A name a person gives: a label that is not empty. */
export function namedText(maxLength: number): z.ZodString {
  return labelText(maxLength).min(1, "must not be empty");
}
