import type { JsonSchema } from "./json-schema.ts";

const MAX_DEPTH = 8;

/** A schema as a person reads it: `{ "id": text, "teams": [Team] }` over several lines. Pointed shapes are told by their names. */
export function schemaText(schema: unknown, depth = 0): string {
  if (!isSchema(schema) || depth > MAX_DEPTH) return "anything";
  const name = nameOfShape(schema["$ref"]);
  if (name !== undefined) return name;
  const { type, enum: words, const: constant, properties, items, prefixItems, additionalProperties } = schema;
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(words)) return words.map((word) => JSON.stringify(word)).join(" or ");
  for (const choices of [schema["anyOf"], schema["oneOf"]]) {
    if (Array.isArray(choices)) return unique(choices.map((one) => schemaText(one, depth))).join(" or ");
  }
  if (Array.isArray(schema["allOf"])) return schema["allOf"].map((one) => schemaText(one, depth)).join("\nand ");
  if (Array.isArray(type)) return unique(type.map((one) => schemaText({ ...schema, type: one }, depth))).join(" or ");
  if (Array.isArray(prefixItems)) return `[${prefixItems.map((one) => schemaText(one, depth)).join(", ")}]`;
  switch (type) {
    case "array":
      return `[${schemaText(items, depth)}]`;
    case "object":
      return isSchema(properties) && Object.keys(properties).length > 0
        ? objectText(properties, schema["required"], depth)
        : `{ any name: ${schemaText(additionalProperties, depth)} }`;
    case "string":
      return schema["format"] === "date-time" ? "date" : "text";
    case "boolean":
      return "true or false";
    case undefined:
      return "anything";
    default:
      return String(type);
  }
}

function objectText(properties: JsonSchema, required: unknown, depth: number): string {
  const indent = "  ".repeat(depth + 1);
  const isNeeded = (name: string): boolean => Array.isArray(required) && required.includes(name);
  const lines = Object.entries(properties).map(
    ([name, value]) => `${indent}${JSON.stringify(name)}${isNeeded(name) ? "" : "?"}: ${schemaText(value, depth + 1)}`,
  );
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

function nameOfShape(pointer: unknown): string | undefined {
  return typeof pointer === "string" ? pointer.replace("#/components/schemas/", "") : undefined;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
