import { z } from "zod";
import { many, one } from "../parse.ts";
import { NAMED_SHAPES } from "./shapes/shape.ts";

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [keyword: string]: unknown };
export type Shapes = Map<string, JsonSchema>;

/**
 * A schema as the document holds it: shapes that have a name are put into `shapes` and pointed to. `io`: what is sent, or what is
 * answered. Objects stay open: a later version may answer more fields, and clients are not to stumble over them.
 */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output", shapes: Shapes): JsonSchema {
  // Within an object, so that a shape with a name is pointed to wherever it stands.
  const converted = z.toJSONSchema(z.object({ value: schema }), {
    metadata: NAMED_SHAPES,
    io,
    // What only a function can check is told in words by the answer.
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      delete jsonSchema.id;
      if (jsonSchema.additionalProperties === false && io === "output") delete jsonSchema.additionalProperties;
    },
  });
  const text = JSON.stringify(converted).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { properties, $defs = {} } = Converted.parse(JSON.parse(text));
  for (const [name, found] of Object.entries($defs)) shapes.set(name, found);
  return properties.value;
}

const AnySchema = z.record(z.string(), z.unknown());
const Converted = z.object({
  properties: z.object({ value: AnySchema }),
  $defs: z.record(z.string(), AnySchema).optional(),
});

export type Parameter = {
  readonly name: string;
  readonly in: "query" | "path";
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly description?: string;
};

/** The keys of a query. One that counts once is a text, however often it may be said. */
export function parametersOf(query: z.ZodObject, shapes: Shapes): readonly Parameter[] {
  return Object.entries(query.shape).map(([name, field]) => {
    if (field === one) return { name, in: "query", required: false, schema: { type: "string" } };
    if (field === many) return { name, in: "query", required: false, schema: { type: "array", items: { type: "string" } } };
    const { value, isNeeded } = fieldOf(field, shapes);
    return { name, in: "query", required: isNeeded, schema: value };
  });
}

function fieldOf(field: z.core.$ZodType, shapes: Shapes): { readonly value: JsonSchema; readonly isNeeded: boolean } {
  if (!(field instanceof z.ZodType)) return { value: {}, isNeeded: false };
  return { value: jsonSchemaOf(field, "input", shapes), isNeeded: !field.safeParse(undefined).success };
}
