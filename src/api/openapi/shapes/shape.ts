import { z } from "zod";

/** Shapes that have a name in the document, where others point to. */
export const NAMED_SHAPES = z.registry<{ readonly id: string }>();

/** Gives a shape a name. Names are what clients that are made of the document call their types. */
export function shape<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  NAMED_SHAPES.add(schema, { id });
  return schema;
}

export const text = z.string();
export const textOrNull = z.string().nullable();
export const flag = z.boolean();
export const count = z.number().int();
export const countOrNull = z.number().int().nullable();
export const number = z.number();
export const numberOrNull = z.number().nullable();
/** What is kept as it came, or has too many kinds to be told. */
export const anything = z.unknown();
/** An object whose keys are data. */
export const mapOf = <Schema extends z.ZodType>(schema: Schema) => z.record(z.string(), schema);
export const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema);
export const texts = listOf(text);

/** RFC 3339, UTC. */
export const date = shape("Timestamp", z.string().meta({ format: "date-time", description: "RFC 3339, in UTC." }));
export const dateOrNull = date.nullable();
/** `[Unix seconds, count]`, oldest first. */
export const series = shape("Series", listOf(z.tuple([count, count])));
/** A refusal in words, or a field of the answer that holds them. */
export const Detail = shape("Detail", z.object({ detail: text }));
