/** A part of a search text between blanks, and where it stands. What is in quotes is one part. */
export type Part = { readonly text: string; readonly start: number; readonly end: number };

const PARTS = /(?:"(?:\\.|[^"\\])*"?|\[[^\]]*\]?|[^\s"[])+/g;

export function partsOf(query: string): readonly Part[] {
  return [...query.matchAll(PARTS)].map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }));
}

/** The part that ends at or holds the caret; an empty one between blanks. */
export function partAt(query: string, caret: number): Part {
  return partsOf(query).find(({ start, end }) => start < caret && caret <= end) ?? { text: "", start: caret, end: caret };
}

/** The value that the text gives a key, when it gives it once, plainly; "" otherwise. */
export function valueIn(query: string, key: string): string {
  const found = partsOf(query).filter(({ text }) => text.startsWith(`${key}:`));
  const value = found.length === 1 ? (found[0]?.text.slice(key.length + 1) ?? "") : "";
  return value.startsWith('"') && value.endsWith('"') && value.length > 1
    ? value.slice(1, -1).replace(/\\(["\\])/g, "$1")
    : value;
}

/** The text with this value for the key and no other; "" takes the key out. */
export function withValue(query: string, key: string, value: string): string {
  const others = partsOf(query).filter(({ text }) => !text.startsWith(`${key}:`) && !text.startsWith(`!${key}:`));
  const own = value === "" ? [] : [`${key}:${quoted(value)}`];
  return [...others.map(({ text }) => text), ...own].join(" ");
}

/** A value as the search language takes it letter for letter. */
export const quoted = (value: string): string =>
  value !== "" && /^[<>=\w.@/+#-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&").replaceAll("*", "\\*")}"`;
