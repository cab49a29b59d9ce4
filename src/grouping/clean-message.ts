/** A message is looked at so far, and no further. */
const MAX_CHARS = 1_000;

const VARIABLE = new RegExp(
  [
    String.raw`(?<url>\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>]+)`,
    String.raw`(?<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})`,
    String.raw`(?<uuid>\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)`,
    String.raw`(?<date>\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)`,
    String.raw`(?<ip>\b\d{1,3}(?:\.\d{1,3}){3}\b)`,
    String.raw`(?<hex>\b0x[0-9a-f]+\b|\b(?=[a-f]{0,128}\d)(?=\d{0,128}[a-f])[0-9a-f]{7,128}\b)`,
    // Digits that belong to a name (utf8, sha256, x86_64) stay.
    String.raw`(?<number>(?<![\w])[-+]?\d+(?:[.,:]\d+)*)`,
  ].join("|"),
  "gi",
);

/** The first two lines that hold anything, with what differs from event to event replaced by its kind: `order <number>`. */
export function cleanMessage(text: string): string {
  const lines = text
    .slice(0, MAX_CHARS)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const head = lines.slice(0, 2).join("\n");
  if (!/[\d@]|:\/\//.test(head)) return head;
  return head.replace(VARIABLE, (...match) => {
    const groups: { readonly [kind: string]: string | undefined } = match.at(-1);
    for (const kind in groups) if (groups[kind] !== undefined) return `<${kind}>`;
    return match[0];
  });
}
