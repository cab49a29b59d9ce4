/** Whether what stands at a path is to stay as it is. Only the first `depth` keys of the path count. */
export type SafeFields = (path: readonly (string | number)[], depth: number) => boolean;

type Selector = readonly string[];
/** Each doubles the ways to lay a selector over a path. */
const MAX_DEEP_PARTS = 2;

/**
 * Reads what people wrote of fields that are safe: `note` is that key anywhere, `extra.note` that place, with `*` for any one key
 * and `**` for any number of them. Anything else is the name of a key, to the letter. Case does not count.
 */
export function safeFields(texts: readonly string[]): SafeFields {
  const selectors = texts.map((text) => selectorOf(text.trim().toLowerCase())).filter((selector) => selector.length > 0);
  return (path, depth) => selectors.some((selector) => covers(selector, selector.length, path, depth));
}

function selectorOf(text: string): Selector {
  if (text === "") return [];
  const parts = text.split(".");
  const isPath = parts.every((part) => /^(?:\*{1,2}|[^*\s]+)$/.test(part));
  const deepParts = parts.filter((part) => part === "**").length;
  return isPath && parts.length > 1 && deepParts <= MAX_DEEP_PARTS ? parts : ["**", text];
}

/** From the end, where most paths differ at once. */
function covers(selector: Selector, parts: number, path: readonly (string | number)[], depth: number): boolean {
  const part = selector[parts - 1];
  if (part === undefined) return depth === 0;
  if (part === "**") {
    return covers(selector, parts - 1, path, depth) || (depth > 0 && covers(selector, parts, path, depth - 1));
  }
  if (depth === 0 || (part !== "*" && part !== String(path[depth - 1]).toLowerCase())) return false;
  return covers(selector, parts - 1, path, depth - 1);
}
