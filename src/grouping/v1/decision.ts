import type { Explanation, ExplanationPart } from "../grouping.ts";

/** What one way of grouping found: the hashed parts, and how to explain them. Explanations are made when somebody asks. */
export type Decision = { readonly hashed: readonly string[]; readonly explain: () => Omit<Explanation, "version"> };

/** With a `reason`, the part did not count. */
export function part(what: string, value: string, reason?: string): ExplanationPart {
  return reason === undefined ? { what, value, contributes: true } : { what, value, contributes: false, reason };
}

/** "1 frame", "3 frames". */
export function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
