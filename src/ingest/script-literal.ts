import type { Json } from "../protocol/json.ts";

/** A value as it may stand in a script, wherever that script stands: nothing in it can end a script element or a line. */
export function literalOf(value: Json): string {
  return JSON.stringify(value).replaceAll(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
