import { crc32, inflateRawSync } from "node:zlib";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { BlobFile } from "./packed-map.ts";

/** One file of an archive, as its directory says. Sizes in bytes; all of it is said by whoever made the archive. */
export type ZipEntry = {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerOffset: number;
};
/** `detail` is a sentence for whoever uploaded the archive. */
export type ZipProblem = { readonly kind: "bad-zip"; readonly detail: string };

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_NAME_BYTES = 2_048;
const SIGNATURES = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 };
/** What all files of an archive may unpack to, by what it says of itself: eight times the largest that is taken. */
const MAX_TOTAL_BYTES = 8 * 1_024 ** 3;
const STORED = 0;
const DEFLATED = 8;

/** The archive's directory, and what its offsets count from: what stands before an archive may be counted or not. */
export type ZipDirectory = { readonly file: BlobFile; readonly from: number; readonly entries: readonly ZipEntry[] };

/**
 * The directory of an archive, read from its end: at most `maxEntries`. Nothing is inflated. Archives of 4 GB and more, which have
 * another directory, are refused. Source: APPNOTE.TXT 4.3.
 */
export function readZipDirectory(file: BlobFile, maxEntries: number): Result<ZipDirectory, ZipProblem> {
  const tailBytes = Math.min(file.sizeBytes, END_BYTES + MAX_COMMENT_BYTES);
  if (tailBytes < END_BYTES) return bad("it is too short for an archive");
  const tail = file.read(file.sizeBytes - tailBytes, tailBytes);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== SIGNATURES.end) end -= 1;
  if (end < 0) return bad("it is no ZIP archive, or its end is missing");

  const count = tail.readUInt16LE(end + 10);
  const size = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (count === 0xffff || offset === 0xffff_ffff) return bad("archives of 4 GB or more than 65,534 files are not taken");
  if (count > maxEntries) return bad(`it holds ${count} files; at most ${maxEntries} are taken`);
  const start = file.sizeBytes - tailBytes + end - size;
  const from = start - offset;
  if (start < 0 || from < 0 || size > count * (ENTRY_BYTES + 3 * MAX_NAME_BYTES)) return bad("its directory is damaged");
  const entries = readEntries(file.read(start, size), count);
  if (!entries.ok) return entries;
  if (doOverlap(entries.value)) return bad("two of its files lie in one place");
  if (entries.value.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_TOTAL_BYTES) return bad("it unpacks to more than 8 GB");
  return ok({ file, from, entries: entries.value });
}

/** Many names for one packed file make a bomb of a small archive, for each is unpacked anew. */
function doOverlap(entries: readonly ZipEntry[]): boolean {
  const inOrder = entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
  return inOrder.some(({ headerOffset, packedBytes }, index) => {
    const next = inOrder[index + 1];
    return next !== undefined && headerOffset + LOCAL_BYTES + packedBytes > next.headerOffset;
  });
}

function readEntries(directory: Buffer, count: number): Result<readonly ZipEntry[], ZipProblem> {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let entry = 0; entry < count; entry++) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== SIGNATURES.entry)
      return bad("its directory is damaged");
    const nameBytes = directory.readUInt16LE(at + 28);
    const next = at + ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (nameBytes > MAX_NAME_BYTES || next > directory.length) return bad("its directory is damaged");
    entries.push({
      name: directory.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at = next;
  }
  return ok(entries);
}

/** The bytes of one entry, at most `maxBytes`: what it unpacks to is bounded by that and by what the directory says. */
export function readZipEntry({ file, from }: ZipDirectory, entry: ZipEntry, maxBytes: number): Result<Buffer, ZipProblem> {
  const { method, packedBytes, bytes } = entry;
  if (entry.isEncrypted) return bad("it is encrypted");
  if (bytes > maxBytes || packedBytes > maxBytes) return bad(`it is larger than ${Math.floor(maxBytes / 1_048_576)} MB`);
  const local = file.read(from + entry.headerOffset, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== SIGNATURES.local)
    return bad("its place in the archive is damaged");
  const start = from + entry.headerOffset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = file.read(start, packedBytes);
  if (packed.length !== packedBytes) return bad("it is cut off");
  const inflated = method === STORED ? packed : method === DEFLATED ? inflate(packed, bytes) : undefined;
  if (inflated === undefined)
    return bad(method === DEFLATED ? "it does not unpack" : "it is packed in a way that is not known");
  return inflated.length === bytes && crc32(inflated) === entry.crc ? ok(inflated) : bad("its checksum is wrong");
}

function inflate(packed: Buffer, bytes: number): Buffer | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch {
    return undefined;
  }
}

function bad(detail: string): Result<never, ZipProblem> {
  return problem({ kind: "bad-zip", detail });
}
