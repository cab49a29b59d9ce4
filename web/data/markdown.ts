/** A comment's text as a tree of what is shown. Nothing in it is HTML: what looks like it stays text. */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong"; text: string }
  | { kind: "em"; text: string }
  | { kind: "link"; text: string; href: string };
export type Block =
  | { kind: "paragraph"; lines: readonly (readonly Inline[])[] }
  | { kind: "heading"; line: readonly Inline[] }
  | { kind: "quote"; lines: readonly (readonly Inline[])[] }
  | { kind: "list"; isNumbered: boolean; items: readonly (readonly Inline[])[] }
  | { kind: "code"; text: string };

const ITEM = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const FENCE = /^\s{0,3}```/;

/** Reads the part of Markdown that people use in comments, in time in proportion to the text. */
export function parseMarkdown(text: string): readonly Block[] {
  const lines = text.split(/\r\n?|\n/);
  const blocks: Block[] = [];
  let at = 0;
  /** The lines from here on that go together, as `take` reads them; undefined ends them. */
  const run = <T>(take: (line: string) => T | undefined): readonly T[] => {
    const taken: T[] = [];
    for (let line = lines[at]; line !== undefined; line = lines[at]) {
      const one = take(line);
      if (one === undefined) break;
      taken.push(one);
      at += 1;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const item = ITEM.exec(line);
    if (line.trim() === "") at += 1;
    else if (FENCE.test(line)) {
      at += 1;
      blocks.push({ kind: "code", text: run((code) => (FENCE.test(code) ? undefined : code)).join("\n") });
      at += 1;
    } else if (/^#{1,6}\s/.test(line)) {
      blocks.push({ kind: "heading", line: parseInline(line.replace(/^#+\s+/, "")) });
      at += 1;
    } else if (line.startsWith(">")) {
      const quoted = run((quote) => (quote.startsWith(">") ? parseInline(quote.replace(/^>\s?/, "")) : undefined));
      blocks.push({ kind: "quote", lines: quoted });
    } else if (item !== null) {
      const isNumbered = item[1] !== undefined;
      const items = run((next) => {
        const match = ITEM.exec(next);
        return match !== null && (match[1] !== undefined) === isNumbered ? parseInline(match[2] ?? "") : undefined;
      });
      blocks.push({ kind: "list", isNumbered, items });
    } else blocks.push({ kind: "paragraph", lines: run((next) => (isPlain(next) ? parseInline(next) : undefined)) });
  }
  return blocks;
}

const isPlain = (line: string): boolean =>
  line.trim() !== "" && !FENCE.test(line) && !ITEM.test(line) && !/^(>|#{1,6}\s)/.test(line);

/** The lengths bound how far a sign looks for its partner: a text of nothing but signs costs no more than another. */
const MARKS =
  /`([^`]{1,1000})`|\*\*([^*]{1,1000})\*\*|\*([^*\s][^*]{0,1000})\*|\[([^\]]{1,500})\]\((https?:\/\/[^\s()]{1,2000})\)|(https?:\/\/[^\s<>()"]{1,2000})/g;

function parseInline(line: string): readonly Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of line.matchAll(MARKS)) {
    if (match.index > end) parts.push({ kind: "text", text: line.slice(end, match.index) });
    parts.push(marked(match));
    end = match.index + match[0].length;
  }
  if (end < line.length) parts.push({ kind: "text", text: line.slice(end) });
  return parts;
}

function marked([whole, code, strong, em, label, href]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (em !== undefined) return { kind: "em", text: em };
  if (label !== undefined && href !== undefined) return { kind: "link", text: label, href };
  return { kind: "link", text: whole, href: whole };
}
