import type { Category } from "../../protocol/outcome.ts";
import { CATEGORIES } from "../../protocol/outcome.ts";
import type { SentDiscard } from "./parse.ts";

/** Items of one category that an SDK threw away for one reason. */
export type Discard = { readonly reason: string; readonly category: Category; readonly quantity: number };

const KNOWN: ReadonlyMap<string, Category> = new Map(CATEGORIES.map((category) => [category, category]));
const MAX_REASON_CHARS = 200;
/** No report has more to say; a wild claim would spoil every chart. */
const MAX_QUANTITY = 1_000_000_000;

/** `undefined` when there is nothing to count. Reasons are an open set: they are plain text of bounded length, no more. */
export function normaliseDiscard({ reason, category, quantity }: SentDiscard): Discard | undefined {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) return undefined;
  const plain = reason.replaceAll(/[^\w.:-]/g, "_").slice(0, MAX_REASON_CHARS);
  return { reason: plain === "" ? "unknown" : plain, category: KNOWN.get(category) ?? "unknown", quantity };
}
