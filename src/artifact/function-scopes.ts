/** A function in a source file: from the brace that opens its body to the one that closes it. Lines and columns from 0. */
export type FunctionScope = readonly [startLine: number, startColumn: number, endLine: number, endColumn: number, name: string];

type Opened = {
  readonly kind: "function" | "class" | "other" | "template";
  readonly name: string | undefined;
  readonly line: number;
  readonly column: number;
  /** What stood before the brace, to go on with when it was opened within parentheses. */
  readonly header: string;
  readonly parentheses: number;
};

/** Enough for any header; what stands before is cut. */
const MAX_HEADER = 400;
const MAX_SCOPES = 20_000;
/** Larger files were made by programs: their names say nothing, and reading them takes time. */
const MAX_SOURCE_CHARS = 4_000_000;

/**
 * The named functions of a JavaScript or TypeScript file, by its braces alone: no grammar is known, so that every dialect passes. What
 * cannot be told is left out; a name is a comfort and never decides which bug an event is. A method is named with its class.
 */
export function functionScopes(source: string): readonly FunctionScope[] {
  if (source.length > MAX_SOURCE_CHARS) return [];
  const scan: Scan = { source, at: 0, line: 0, lineStart: 0, header: "", parentheses: 0, stack: [], scopes: [] };
  while (scan.at < source.length) {
    step(scan, source[scan.at++] ?? "");
    if (scan.header.length > 2 * MAX_HEADER) scan.header = scan.header.slice(-MAX_HEADER);
  }
  return scan.scopes.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** How far the text is read. `header`: what stands between the last brace or statement and here; `parentheses`: open ones in it. */
type Scan = {
  readonly source: string;
  at: number;
  line: number;
  lineStart: number;
  header: string;
  parentheses: number;
  readonly stack: Opened[];
  readonly scopes: FunctionScope[];
};

/** `at` stands behind the character already. */
function step(scan: Scan, character: string): void {
  switch (character) {
    case "\n":
      newLine(scan);
      scan.header += " ";
      break;
    case '"':
    case "'":
      scan.at = quoteEnd(scan.source, scan.at, character);
      scan.header += "''";
      break;
    case "`":
      skipTemplate(scan);
      break;
    case "/":
      slash(scan);
      break;
    case "{": {
      const { kind, name } = headerSays(scan.header, scan.stack);
      open(scan, kind, name);
      break;
    }
    case "}":
      close(scan);
      break;
    case ";":
      if (scan.parentheses === 0) scan.header = "";
      break;
    default:
      if (character === "(") scan.parentheses += 1;
      else if (character === ")") scan.parentheses = Math.max(0, scan.parentheses - 1);
      scan.header += character;
  }
}

/** A comment, a pattern, or a division. */
function slash(scan: Scan): void {
  const { source, at } = scan;
  if (source[at] === "/") scan.at = lineEnd(source, at);
  else if (source[at] === "*") {
    const end = source.indexOf("*/", at + 1);
    skipTo(scan, end < 0 ? source.length : end + 2);
  } else if (mayBeginPattern(scan.header)) {
    scan.at = patternEnd(source, at);
    scan.header += "''";
  } else scan.header += "/";
}

function newLine(scan: Scan): void {
  scan.line += 1;
  scan.lineStart = scan.at;
}

function skipTo(scan: Scan, end: number): void {
  const { source } = scan;
  for (let found = source.indexOf("\n", scan.at); found >= 0 && found < end; found = source.indexOf("\n", scan.at)) {
    scan.at = found + 1;
    newLine(scan);
  }
  scan.at = end;
}

function open(scan: Scan, kind: Opened["kind"], name: string | undefined): void {
  const { line, at, lineStart, header, parentheses } = scan;
  scan.stack.push({ kind, name, line, column: at - 1 - lineStart, header, parentheses });
  scan.header = "";
  scan.parentheses = 0;
}

function close(scan: Scan): void {
  const opened = scan.stack.pop();
  if (opened === undefined) return;
  if (opened.kind === "function" && opened.name !== undefined && scan.scopes.length < MAX_SCOPES) {
    scan.scopes.push([opened.line, opened.column, scan.line, scan.at - scan.lineStart, opened.name]);
  }
  scan.parentheses = opened.parentheses;
  if (opened.kind === "template") {
    scan.header = opened.header;
    skipTemplate(scan);
  } else scan.header = opened.parentheses > 0 || opened.kind === "other" ? `${opened.header}{}` : "";
}

/** The rest of a template, up to its end or its next hole. */
function skipTemplate(scan: Scan): void {
  const [end, isHole] = templateEnd(scan.source, scan.at);
  skipTo(scan, end);
  if (isHole) open(scan, "template", undefined);
  else scan.header += "``";
}

/** The name of the innermost function around a place. */
export function functionAt(scopes: readonly FunctionScope[], line: number, column: number): string | undefined {
  let found: FunctionScope | undefined;
  for (const scope of scopes) {
    const [startLine, startColumn, endLine, endColumn] = scope;
    if (startLine > line) break;
    const isAfterStart = startLine < line || startColumn <= column;
    const isBeforeEnd = line < endLine || (line === endLine && column < endColumn);
    // They begin in order, so that the last one around the place is the innermost.
    if (isAfterStart && isBeforeEnd) found = scope;
  }
  return found?.[4];
}

/** Words that are followed by parentheses and a brace and are no method. */
const STATEMENTS = new Set([
  "if",
  "for",
  "while",
  "switch",
  "catch",
  "with",
  "return",
  "else",
  "do",
  "try",
  "finally",
  "await",
]);
// What counts as white space is left out: a text that could be either takes time that doubles with each such sign.
const NAME = String.raw`[\w$#\u0080-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\uffff]+`;
const CLASS = new RegExp(String.raw`\bclass\s+(${NAME})`);
const FUNCTION = new RegExp(String.raw`\bfunction\s*\*?\s*(${NAME})?\s*(?:<[^(]*>)?\(`);
const ASSIGNED = new RegExp(
  String.raw`(${NAME})\s*(?::[^=]*)?[:=]\s*(?:${NAME}\s*\(\s*)*(?:async\s*)?(?:function\b|\(|<|${NAME}\s*=>)`,
);
const METHOD = new RegExp(String.raw`(?:^|[\s,}*])(${NAME})\s*(?:<[^(]*>)?\(`);

function headerSays(header: string, stack: readonly Opened[]): Pick<Opened, "kind" | "name"> {
  const text = header.trimEnd();
  const className = /\)\s*$/.test(text) ? undefined : CLASS.exec(text)?.[1];
  if (className !== undefined) return { kind: "class", name: className };
  if (text.endsWith("=>")) return { kind: "function", name: ASSIGNED.exec(text)?.[1] };
  const isCallable = /\)\s*(?::[^(){}=]*)?$/.test(text);
  if (!isCallable) return { kind: "other", name: undefined };
  const declared = FUNCTION.exec(text);
  if (declared !== null)
    return { kind: "function", name: declared[1] ?? ASSIGNED.exec(text.slice(0, declared.index + 8))?.[1] };
  const method = METHOD.exec(text)?.[1];
  if (method === undefined || STATEMENTS.has(method)) return { kind: "other", name: undefined };
  const around = stack.at(-1);
  return {
    kind: "function",
    name: around?.kind === "class" && around.name !== undefined ? `${around.name}.${method}` : method,
  };
}

function mayBeginPattern(header: string): boolean {
  return /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\breturn|\btypeof)\s*$/.test(header.slice(-12));
}

/** A quoted text ends with its line at the latest: in JSX an apostrophe is one. */
function quoteEnd(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at += 1;
    else if (character === quote) return at + 1;
    else if (character === "\n") return at;
  }
  return source.length;
}

function patternEnd(source: string, from: number): number {
  let isInClass = false;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at += 1;
    else if (character === "[") isInClass = true;
    else if (character === "]") isInClass = false;
    else if (character === "\n") return from;
    else if (character === "/" && !isInClass) return at + 1;
  }
  return from;
}

function templateEnd(source: string, from: number): readonly [end: number, isHole: boolean] {
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at += 1;
    else if (character === "`") return [at + 1, false];
    else if (character === "$" && source[at + 1] === "{") return [at + 2, true];
  }
  return [source.length, false];
}

function lineEnd(source: string, from: number): number {
  const found = source.indexOf("\n", from);
  return found < 0 ? source.length : found;
}
