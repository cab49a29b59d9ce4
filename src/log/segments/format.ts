import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/*
 * A segment is a header and then records, back to back. Numbers are little-endian; positions are f64, exact up to 2^53.
 * A position counts the bytes of records alone: the byte after a segment's header stands at the segment's base, so that a
 * record ends where the next one begins, also over the border of two segments.
 *
 *   header  "CULPRLOG" | version (u32) | head salt (u32) | body salt (u32) | base (f64) | crc32 of all before (u32)
 *   record  "CULR" | length (u32) | position (f64) | head check (u32) | body check (u32) | bytes
 *
 *   head check = crc32 of the 16 bytes before it, begun with the head salt
 *   body check = crc32 of the bytes, begun with the head check and the body salt
 *
 * A record says where it stands, and its checks are salted with numbers that no client knows: a body that imitates a record
 * is not taken for one when a damaged log is searched for the next good record. The head has a check of its own so that a
 * search never reads a body on the word of an imitated length.
 */
export const HEADER_BYTES = 32;
export const RECORD_HEAD_BYTES = 24;
const SIGNATURE = Buffer.from("CULPRLOG", "latin1");
const VERSION = 1;
const RECORD_MARK = Buffer.from("CULR", "latin1");
const RECORD_MARK_NUMBER = RECORD_MARK.readUInt32LE();

export type SegmentHeader = { readonly base: number; readonly headSalt: number; readonly bodySalt: number };

export function segmentName(base: number): string {
  return `${String(base).padStart(16, "0")}.seg`;
}

/** The base position in a segment's name; `undefined` for other files. */
export function baseOf(name: string): number | undefined {
  return /^\d{16}\.seg$/.test(name) ? Number(name.slice(0, 16)) : undefined;
}

export function newHeader(base: number): { readonly header: SegmentHeader; readonly bytes: Buffer } {
  const salts = randomBytes(8);
  const bytes = Buffer.alloc(HEADER_BYTES);
  SIGNATURE.copy(bytes);
  bytes.writeUInt32LE(VERSION, 8);
  salts.copy(bytes, 12);
  bytes.writeDoubleLE(base, 20);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return { header: { base, headSalt: salts.readUInt32LE(0), bodySalt: salts.readUInt32LE(4) }, bytes };
}

/**
 * Reads the header of the segment whose name says `base`; `undefined` when it is damaged or not all there. Throws when a later
 * version of Culprit wrote it: such a log is whole, and must not be taken for a damaged one.
 */
export function readHeader(bytes: Buffer, base: number): SegmentHeader | undefined {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28))) return undefined;
  const version = bytes.readUInt32LE(8);
  if (version > VERSION) {
    throw new Error(`${segmentName(base)} of the log was written by a later version of Culprit; start that version`);
  }
  if (bytes.readDoubleLE(20) !== base) return undefined;
  return { base, headSalt: bytes.readUInt32LE(12), bodySalt: bytes.readUInt32LE(16) };
}

/** Writes the head of a record that stands at `position` to `into` at `offset`, and answers the record's whole size in bytes. */
export function writeRecordHead(
  into: Buffer,
  offset: number,
  header: SegmentHeader,
  position: number,
  parts: readonly Uint8Array[],
): number {
  let length = 0;
  for (const part of parts) length += part.length;
  into.writeUInt32LE(RECORD_MARK_NUMBER, offset);
  into.writeUInt32LE(length, offset + 4);
  into.writeDoubleLE(position, offset + 8);
  const headCheck = crc32(into.subarray(offset, offset + 16), header.headSalt);
  let bodyCheck = bodySeed(header, headCheck);
  for (const part of parts) bodyCheck = crc32(part, bodyCheck);
  into.writeUInt32LE(headCheck, offset + 16);
  into.writeUInt32LE(bodyCheck, offset + 20);
  return RECORD_HEAD_BYTES + length;
}

/** What stands at a place of a segment. `cut-off`: it may be a record of `wantedBytes` that goes on beyond what was given. */
export type Found =
  | { readonly kind: "record"; readonly bytes: Buffer }
  | { readonly kind: "cut-off"; readonly wantedBytes: number }
  | { readonly kind: "damage" };

const DAMAGE: Found = { kind: "damage" };

/** Looks at `offset` of `buffer` for the record that should begin at `position`. */
export function findRecord(buffer: Buffer, offset: number, header: SegmentHeader, position: number): Found {
  if (buffer.length - offset < RECORD_HEAD_BYTES) return { kind: "cut-off", wantedBytes: RECORD_HEAD_BYTES };
  if (buffer.readUInt32LE(offset) !== RECORD_MARK_NUMBER || buffer.readDoubleLE(offset + 8) !== position) return DAMAGE;
  const headCheck = crc32(buffer.subarray(offset, offset + 16), header.headSalt);
  if (headCheck !== buffer.readUInt32LE(offset + 16)) return DAMAGE;

  const wantedBytes = RECORD_HEAD_BYTES + buffer.readUInt32LE(offset + 4);
  if (offset + wantedBytes > buffer.length) return { kind: "cut-off", wantedBytes };
  const bytes = buffer.subarray(offset + RECORD_HEAD_BYTES, offset + wantedBytes);
  return crc32(bytes, bodySeed(header, headCheck)) === buffer.readUInt32LE(offset + 20) ? { kind: "record", bytes } : DAMAGE;
}

/** Offset of the next place in `buffer` from `from` on that looks like the start of a record; -1 if there is none. */
export function nextRecordMark(buffer: Buffer, from: number): number {
  return buffer.indexOf(RECORD_MARK, from);
}

function bodySeed(header: SegmentHeader, headCheck: number): number {
  return (headCheck ^ header.bodySalt) >>> 0;
}
