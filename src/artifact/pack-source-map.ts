import { deflateRawSync } from "node:zlib";
import { functionScopes } from "./function-scopes.ts";
import type { Span } from "./json-spans.ts";
import { elementsOf, membersOf, NotJson, numberAt, textAt } from "./json-spans.ts";
import {
  HEADER,
  HEADER_BYTES,
  MAGIC,
  MAX_LINE_CHARS,
  NAME_BYTES,
  PIECE,
  PIECE_BYTES,
  PIECE_RAW_BYTES,
  SOURCE,
  SOURCE_BYTES,
} from "./map-layout.ts";
import { MapProblem } from "./map-problem.ts";
import type { Start, TakeSegment } from "./mappings.ts";
import { decodeMappings } from "./mappings.ts";
import { INDEX_ENTRY_BYTES, packMappings } from "./pack-mappings.ts";

export type PackedSourceMap = {
  /** The file, in parts that follow each other. */
  readonly parts: readonly Buffer[];
  /** As the map states it: `debug_id`, else `debugId`. */
  readonly debugId: string | undefined;
  /** Sources whose content is in the map, and all. */
  readonly sourcesWithContent: number;
  readonly sourceCount: number;
};

const MAX_SOURCES = 200_000;
const MAX_NAMES = 2_000_000;
const MAX_TEXT_CHARS = 2_048;

/**
 * Packs a source map into our form (map-layout.ts). Nothing of the map is parsed as a whole: mappings are decoded from its bytes, contents
 * are taken one by one. Throws `MapProblem`. Source: ECMA-426, "Source map format".
 */
export function packSourceMap(file: Buffer): PackedSourceMap {
  try {
    return pack(withoutGuard(file));
  } catch (error) {
    if (error instanceof NotJson) throw new MapProblem(`it is not valid JSON: ${error.message}`);
    throw error;
  }
}

/** Some servers put `)]}'` before JSON so that nobody runs it. */
function withoutGuard(file: Buffer): Buffer {
  let bytes = file;
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) bytes = bytes.subarray(3);
  if (bytes.toString("latin1", 0, 3) !== ")]}") return bytes;
  const end = bytes.indexOf(0x0a);
  return end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 1);
}

/** One map, or one section of an indexed one. */
type Part = {
  readonly start: Start;
  readonly mappings: { readonly bytes: Buffer; readonly from: number; readonly to: number };
};
type Collected = {
  readonly parts: Part[];
  readonly sources: string[];
  readonly contents: (Span | undefined)[];
  readonly names: string[];
};

function pack(bytes: Buffer): PackedSourceMap {
  const members = membersOf(bytes, { start: 0, end: bytes.length });
  const collected: Collected = { parts: [], sources: [], contents: [], names: [] };
  const sections = members.get("sections");
  if (sections === undefined) collect(bytes, members, { line: 0, column: 0 }, collected);
  else collectSections(bytes, sections, collected);

  const { index, blocks } = packMappings((take: TakeSegment) => {
    for (const { start, mappings } of collected.parts) decodeMappings(mappings.bytes, mappings.from, mappings.to, start, take);
  });
  const debugId = ["debug_id", "debugId"].map((name) => textOf(bytes, members.get(name))).find((id) => id !== undefined);
  return { ...layOut(bytes, collected, index, blocks), debugId };
}

function collectSections(bytes: Buffer, span: Span, into: Collected): void {
  for (const section of elementsOf(bytes, span)) {
    const members = membersOf(bytes, section);
    const offset = members.get("offset");
    const map = members.get("map");
    if (offset === undefined || map === undefined) throw new MapProblem("a section of it names no map");
    const place = membersOf(bytes, offset);
    const numberOf = (name: string): number => {
      const found = place.get(name);
      return (found === undefined ? undefined : numberAt(bytes, found)) ?? 0;
    };
    const inner = membersOf(bytes, map);
    if (inner.has("sections")) throw new MapProblem("a section of it has sections itself");
    collect(bytes, inner, { line: numberOf("line"), column: numberOf("column") }, into);
  }
}

function collect(
  bytes: Buffer,
  members: ReadonlyMap<string, Span>,
  at: { readonly line: number; readonly column: number },
  into: Collected,
): void {
  const mappings = members.get("mappings");
  if (mappings === undefined || bytes[mappings.start] !== 0x22) throw new MapProblem("it has no mappings");
  into.parts.push({
    start: { ...at, sources: into.sources.length, names: into.names.length },
    mappings: mappingsOf(bytes, mappings),
  });
  const root = textOf(bytes, members.get("sourceRoot")) ?? "";
  const prefix = root === "" || root.endsWith("/") ? root : `${root}/`;
  const before = into.sources.length;
  for (const span of listOf(bytes, members.get("sources"))) {
    const source = textOf(bytes, span) ?? "";
    into.sources.push(/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(source) ? source : prefix + source);
    if (into.sources.length > MAX_SOURCES) throw new MapProblem(`it has more than ${MAX_SOURCES} sources`);
  }
  const contents = [...listOf(bytes, members.get("sourcesContent"))].slice(0, into.sources.length - before);
  for (let source = before; source < into.sources.length; source++) into.contents.push(contents[source - before]);
  for (const span of listOf(bytes, members.get("names"))) {
    into.names.push(textOf(bytes, span) ?? "");
    if (into.names.length > MAX_NAMES) throw new MapProblem(`it has more than ${MAX_NAMES} names`);
  }
}

/** Usually the very bytes of the map; only where something in them is escaped, a copy. */
function mappingsOf(bytes: Buffer, span: Span): Part["mappings"] {
  const inner = { bytes, from: span.start + 1, to: span.end - 1 };
  const escape = bytes.indexOf(0x5c, inner.from);
  if (escape < 0 || escape >= inner.to) return inner;
  const copy = Buffer.from(textAt(bytes, span) ?? "", "latin1");
  return { bytes: copy, from: 0, to: copy.length };
}

function listOf(bytes: Buffer, span: Span | undefined): Iterable<Span> {
  return span === undefined || bytes[span.start] !== 0x5b ? [] : elementsOf(bytes, span);
}

function textOf(bytes: Buffer, span: Span | undefined): string | undefined {
  return span === undefined ? undefined : textAt(bytes, span);
}

type LaidOut = Omit<PackedSourceMap, "debugId">;

function layOut(bytes: Buffer, { sources, contents, names }: Collected, index: Buffer, blocks: Buffer): LaidOut {
  const header = Buffer.alloc(HEADER_BYTES);
  const sourceTable = Buffer.alloc(sources.length * SOURCE_BYTES);
  const nameTable = Buffer.alloc(names.length * NAME_BYTES);
  const parts = [header, blocks, index, sourceTable, nameTable];
  const offsets = parts.reduce<number[]>((all, part) => [...all, (all.at(-1) ?? 0) + part.length], [0]);
  let end = offsets.at(-1) ?? 0;
  const append = (part: Buffer): number => {
    const offset = end;
    parts.push(part);
    end += part.length;
    return offset;
  };

  MAGIC.copy(header);
  const put = (place: number, value: number): void => void header.writeUInt32LE(value, place);
  put(HEADER.blocks, offsets[1] ?? 0);
  put(HEADER.index, offsets[2] ?? 0);
  put(HEADER.indexCount, index.length / INDEX_ENTRY_BYTES);
  put(HEADER.sources, offsets[3] ?? 0);
  put(HEADER.sourceCount, sources.length);
  put(HEADER.names, offsets[4] ?? 0);
  put(HEADER.nameCount, names.length);

  const textBytes = [...names, ...sources].map((text) => Buffer.from(text.slice(0, MAX_TEXT_CHARS)));
  let textAt0 = append(Buffer.concat(textBytes));
  for (const [at, text] of textBytes.entries()) {
    const isName = at < names.length;
    const table = isName ? nameTable : sourceTable;
    const place = isName ? at * NAME_BYTES : (at - names.length) * SOURCE_BYTES + SOURCE.path;
    table.writeUInt32LE(textAt0, place);
    table.writeUInt32LE(text.length, place + 4);
    textAt0 += text.length;
  }
  let sourcesWithContent = 0;
  for (const [source, span] of contents.entries()) {
    const content = textOf(bytes, span);
    if (content === undefined) continue;
    sourcesWithContent += 1;
    appendContent(content, sourceTable, source * SOURCE_BYTES, append);
  }
  return { parts, sourcesWithContent, sourceCount: sources.length };
}

function appendContent(content: string, table: Buffer, record: number, append: (part: Buffer) => number): void {
  const pieces: Buffer[] = [];
  for (const { firstLine, text } of piecesOf(content)) {
    const raw = Buffer.from(text);
    const packed = deflateRawSync(raw, { level: 1 });
    const piece = Buffer.alloc(PIECE_BYTES);
    piece.writeUInt32LE(firstLine, PIECE.firstLine);
    piece.writeUInt32LE(append(packed), PIECE.offset);
    piece.writeUInt32LE(packed.length, PIECE.bytes);
    piece.writeUInt32LE(raw.length, PIECE.rawBytes);
    pieces.push(piece);
  }
  const scopes = functionScopes(content);
  if (scopes.length > 0) {
    const functions = deflateRawSync(Buffer.from(JSON.stringify(scopes)), { level: 1 });
    table.writeUInt32LE(append(functions), record + SOURCE.functions);
    table.writeUInt32LE(functions.length, record + SOURCE.functionsBytes);
  }
  table.writeUInt32LE(append(Buffer.concat(pieces)), record + SOURCE.pieces);
  table.writeUInt32LE(pieces.length, record + SOURCE.pieceCount);
}

/** Whole lines, cut to what is ever shown of them, in pieces of about 32 KB. */
function* piecesOf(content: string): Generator<{ readonly firstLine: number; readonly text: string }> {
  let lines: string[] = [];
  let size = 0;
  let firstLine = 0;
  let line = 0;
  let at = 0;
  while (at <= content.length) {
    const found = content.indexOf("\n", at);
    const end = found < 0 ? content.length : found;
    const text = content.slice(at, Math.min(end, at + MAX_LINE_CHARS)).replace(/\r$/, "");
    lines.push(text);
    size += text.length + 1;
    line += 1;
    at = end + 1;
    if (size < PIECE_RAW_BYTES && at <= content.length) continue;
    yield { firstLine, text: lines.join("\n") };
    lines = [];
    size = 0;
    firstLine = line;
  }
}
