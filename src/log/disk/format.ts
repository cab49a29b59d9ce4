import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/*
 * A segment is a header and then records, back to back. Numbers are little-endian.
 *
 *   header  "CULPLOG1" | base position (f64) | salt (u32) | crc32 of all before (u32)
 *   record  magic (u32) | length (u32) | position (f64) | crc32 of salt, position and bytes (u32) | bytes
 *
 * A record says where it stands, and its checksum is salted with a number that no client knows: a body that imitates a record
 * is not taken for one when a damaged log is searched for the next good record.
 */
export const HEADER_BYTES = 24;
export const RECORD_HEAD_BYTES = 20;
const SIGNATURE = Buffer.from("CULPLOG1", "latin1");
const MAGIC = 0x52_4c_55_43;
const MAGIC_BYTES = Buffer.from([0x43, 0x55, 0x4c, 0x52]);

/** No request is larger than this; a length above it is damage. */
export const MAX_RECORD_BYTES = 256 * 1024 * 1024;

export type SegmentHeader = { readonly base: number; readonly salt: number };

export function segmentName(base: number): string {
  return `${String(base).padStart(16, "0")}.seg`;
}

/** The base position in a segment's name; `undefined` for other files. */
export function baseOf(name: string): number | undefined {
  return /^\d{16}\.seg$/.test(name) ? Number(name.slice(0, 16)) : undefined;
}

export function newHeader(base: number): { readonly header: SegmentHeader; readonly bytes: Buffer } {
  const salt = randomBytes(4).readUInt32LE();
  const bytes = Buffer.alloc(HEADER_BYTES);
  SIGNATURE.copy(bytes);
  bytes.writeDoubleLE(base, 8);
  bytes.writeUInt32LE(salt, 16);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 20)), 20);
  return { header: { base, salt }, bytes };
}

export function readHeader(bytes: Buffer): SegmentHeader | undefined {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
  if (bytes.readUInt32LE(20) !== crc32(bytes.subarray(0, 20))) return undefined;
  return { base: bytes.readDoubleLE(8), salt: bytes.readUInt32LE(16) };
}

/** The head that goes before a record's parts. */
export function recordHead(salt: number, position: number, parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(RECORD_HEAD_BYTES);
  let length = 0;
  head.writeUInt32LE(MAGIC, 0);
  head.writeDoubleLE(position, 8);
  let checksum = crc32(head.subarray(8, 16), salt);
  for (const part of parts) {
    length += part.length;
    checksum = crc32(part, checksum);
  }
  head.writeUInt32LE(length, 4);
  head.writeUInt32LE(checksum, 16);
  return head;
}

/** What stands at an offset of a segment's bytes. `cut-off`: the record may go on beyond what was given. */
export type Found =
  | { readonly kind: "record"; readonly bytes: Buffer }
  | { readonly kind: "cut-off"; readonly wantedBytes: number }
  | { readonly kind: "damage" };

/** Reads the record that should begin at `position`, which stands at `offset` of `buffer`. */
export function findRecord(buffer: Buffer, offset: number, header: SegmentHeader, position: number): Found {
  if (buffer.length - offset < RECORD_HEAD_BYTES) return { kind: "cut-off", wantedBytes: RECORD_HEAD_BYTES };
  const length = buffer.readUInt32LE(offset + 4);
  if (buffer.readUInt32LE(offset) !== MAGIC || length > MAX_RECORD_BYTES || buffer.readDoubleLE(offset + 8) !== position) {
    return { kind: "damage" };
  }
  const end = offset + RECORD_HEAD_BYTES + length;
  if (end > buffer.length) return { kind: "cut-off", wantedBytes: RECORD_HEAD_BYTES + length };
  const bytes = buffer.subarray(offset + RECORD_HEAD_BYTES, end);
  const checksum = crc32(bytes, crc32(buffer.subarray(offset + 8, offset + 16), header.salt));
  return checksum === buffer.readUInt32LE(offset + 16) ? { kind: "record", bytes } : { kind: "damage" };
}

/** Offset of the next place in `buffer` from `from` on that looks like the start of a record; -1 if there is none. */
export function nextMagic(buffer: Buffer, from: number): number {
  return buffer.indexOf(MAGIC_BYTES, from);
}
