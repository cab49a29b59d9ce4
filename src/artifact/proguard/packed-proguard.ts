import { inflateRawSync } from "node:zlib";
import type { BlobFile } from "../packed-map.ts";
import type { ClassRecord } from "./class-record.ts";
import { readClassRecord } from "./class-record.ts";
import { BLOCK, BLOCK_BYTES, ENTRY, ENTRY_BYTES, HEADER, HEADER_BYTES, MAGIC } from "./proguard-layout.ts";

/** A mapping of ProGuard or R8 that is read a class at a time. */
export type PackedProguard = {
  /** By the obfuscated name with its package, as `a.b`. Undefined: the mapping does not know it. */
  readonly findClass: (name: string) => ClassRecord | undefined;
  /** About how many bytes it keeps in memory. */
  readonly weight: number;
  readonly close: () => void;
};

const MAX_KEPT_CLASSES = 64;
/** A part is at most 1 MiB and stands alone in its block when it is larger than one. */
const MAX_INFLATED_BYTES = 2 * 1_024 * 1_024;

/** Opens a packed mapping (proguard-layout.ts). Undefined when it is not one. */
export function openPackedProguard(file: BlobFile): PackedProguard | undefined {
  const header = file.read(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const number = (name: keyof typeof HEADER): number => header.readUInt32LE(HEADER[name]);
  const indexAt = number("blocks") + number("blockCount") * BLOCK_BYTES;
  const index = file.read(indexAt, number("classCount") * ENTRY_BYTES);
  const names = file.read(indexAt + index.length, number("namesBytes"));
  if (index.length !== number("classCount") * ENTRY_BYTES || names.length !== number("namesBytes")) return undefined;
  const kept = new Map<string, ClassRecord>();

  return {
    findClass(name) {
      const known = kept.get(name);
      if (known !== undefined) return known;
      const at = entryOf(index, names, Buffer.from(name));
      if (at === undefined) return undefined;
      const block = file.read(number("blocks") + index.readUInt32LE(at + ENTRY.block) * BLOCK_BYTES, BLOCK_BYTES);
      const packed = file.read(block.readUInt32LE(BLOCK.offset), block.readUInt32LE(BLOCK.bytes));
      const start = index.readUInt32LE(at + ENTRY.start);
      const text = inflateRawSync(packed, { maxOutputLength: MAX_INFLATED_BYTES });
      const record = readClassRecord(text.toString("utf8", start, start + index.readUInt32LE(at + ENTRY.bytes)));
      if (record === undefined) return undefined;
      const [oldest] = kept.keys();
      if (kept.size >= MAX_KEPT_CLASSES && oldest !== undefined) kept.delete(oldest);
      kept.set(name, record);
      return record;
    },
    weight: index.length + names.length + MAX_KEPT_CLASSES * 16 * 1_024,
    close: file.close,
  };
}

/** Where the class's entry begins. */
function entryOf(index: Buffer, names: Buffer, name: Buffer): number | undefined {
  let low = 0;
  let high = index.length / ENTRY_BYTES;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * ENTRY_BYTES;
    const start = index.readUInt32LE(at + ENTRY.name);
    const order = Buffer.compare(names.subarray(start, start + index.readUInt32LE(at + ENTRY.nameBytes)), name);
    if (order === 0) return at;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}
