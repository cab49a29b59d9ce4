import { deflateRawSync } from "node:zlib";
import { MapProblem } from "../map-problem.ts";
import { FILES_MARK, foreignClassOf, readClassLine, readFileName } from "./class-record.ts";
import { BLOCK, BLOCK_BYTES, ENTRY, ENTRY_BYTES, HEADER, HEADER_BYTES, MAGIC, MAX_BLOCK_BYTES } from "./proguard-layout.ts";

/** A class within the mapping: where its part begins and ends, bytes. */
type Part = { readonly original: string; readonly obfuscated: string; readonly start: number; readonly end: number };

const MAX_CLASSES = 1_000_000;
/** A part is read whole when a frame of its class comes. */
const MAX_PART_BYTES = 1_024 * 1_024;
/** So much text is compressed together: a class costs one inflation of about 100 µs. */
const RAW_BLOCK_BYTES = 32 * 1_024;
const NEWLINE = 0x0a;
const SPACES: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x23, 0x0a, 0x0d]);

/**
 * Packs a mapping of ProGuard or R8 so that a class is found by a search in an index and one small inflation (proguard-layout.ts).
 * Lines that are none of a mapping cost themselves. Throws `MapProblem` when no class is in it.
 */
export function packProguard(text: Buffer): readonly Buffer[] {
  const { parts, files } = readParts(text);
  if (parts.length === 0) throw new MapProblem("no line of it names a class, as `shop.Cart -> a.b:` does");
  const blocks: Buffer[] = [];
  const blockTable: Buffer[] = [];
  const entries: { readonly name: Buffer; readonly block: number; readonly start: number; readonly bytes: number }[] = [];
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let offset = HEADER_BYTES;

  const flush = (): void => {
    if (waiting.length === 0) return;
    const packed = deflateRawSync(Buffer.concat(waiting));
    const record = Buffer.alloc(BLOCK_BYTES);
    record.writeUInt32LE(offset, BLOCK.offset);
    record.writeUInt32LE(packed.length, BLOCK.bytes);
    blockTable.push(record);
    blocks.push(packed);
    offset += packed.length;
    waiting = [];
    waitingBytes = 0;
  };
  for (const part of parts) {
    const bytes = Buffer.concat([text.subarray(part.start, part.end), filesNamedIn(text, part, files)]);
    if (bytes.length > MAX_PART_BYTES) continue;
    if (waitingBytes > 0 && waitingBytes + bytes.length > RAW_BLOCK_BYTES) flush();
    entries.push({ name: Buffer.from(part.obfuscated), block: blocks.length, start: waitingBytes, bytes: bytes.length });
    waiting.push(bytes);
    waitingBytes += bytes.length;
  }
  flush();
  if (offset > MAX_BLOCK_BYTES) throw new MapProblem("it is too large");

  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  const index = Buffer.alloc(entries.length * ENTRY_BYTES);
  let nameAt = 0;
  for (const [place, { name, block, start, bytes }] of entries.entries()) {
    const at = place * ENTRY_BYTES;
    index.writeUInt32LE(nameAt, at + ENTRY.name);
    index.writeUInt32LE(name.length, at + ENTRY.nameBytes);
    index.writeUInt32LE(block, at + ENTRY.block);
    index.writeUInt32LE(start, at + ENTRY.start);
    index.writeUInt32LE(bytes, at + ENTRY.bytes);
    nameAt += name.length;
  }
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(offset, HEADER.blocks);
  header.writeUInt32LE(blocks.length, HEADER.blockCount);
  header.writeUInt32LE(entries.length, HEADER.classCount);
  header.writeUInt32LE(nameAt, HEADER.namesBytes);
  return [header, ...blocks, ...blockTable, index, ...entries.map(({ name }) => name)];
}

function readParts(text: Buffer): { readonly parts: readonly Part[]; readonly files: ReadonlyMap<string, string> } {
  const parts: Part[] = [];
  const files = new Map<string, string>();
  let open: Omit<Part, "end"> | undefined;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf(NEWLINE, at);
    const end = newline < 0 ? text.length : newline;
    if (!SPACES.has(text[at])) {
      const names = end - at > 8_192 ? undefined : readClassLine(text.toString("utf8", at, end));
      if (names !== undefined) {
        if (open !== undefined) parts.push({ ...open, end: at });
        if (parts.length >= MAX_CLASSES) throw new MapProblem(`it names more than ${MAX_CLASSES} classes`);
        open = { ...names, start: at };
      }
    } else if (text[at] === 0x23 && open !== undefined && !files.has(open.original)) {
      const fileName = readFileName(text.toString("utf8", at, Math.min(end, at + 1_024)));
      if (fileName !== undefined) files.set(open.original, fileName);
    }
    at = end + 1;
  }
  if (open !== undefined) parts.push({ ...open, end: text.length });
  return { parts, files };
}

/** The part of a class is read alone: it takes with it where the classes are from whose methods were put into its own. */
function filesNamedIn(text: Buffer, { start, end }: Part, files: ReadonlyMap<string, string>): Buffer {
  if (files.size === 0 || end - start > MAX_PART_BYTES) return Buffer.alloc(0);
  const named = new Map<string, string>();
  for (const line of text.toString("utf8", start, end).split("\n")) {
    const className = foreignClassOf(line);
    const fileName = className === undefined ? undefined : files.get(className);
    if (className !== undefined && fileName !== undefined && !/[ =]/.test(fileName)) named.set(className, fileName);
  }
  if (named.size === 0) return Buffer.alloc(0);
  const list = [...named].map(([className, fileName]) => `${className}=${fileName}`).join(" ");
  return Buffer.from(`\n${FILES_MARK}${list}\n`);
}
