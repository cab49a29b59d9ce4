import type { LogPlace } from "../log.ts";
import { LogWriteError } from "../log.ts";
import type { SegmentHeader } from "./format.ts";
import { RECORD_HEAD_BYTES, writeRecordHead } from "./format.ts";

/** A record on its way into the log, and who waits for it. */
export type Waiting = {
  readonly parts: readonly Uint8Array[];
  readonly resolve: (place: LogPlace) => void;
  readonly reject: (error: LogWriteError) => void;
};

/** Linux takes 1,024 buffers in one call (IOV_MAX). */
const MAX_GROUP_BUFFERS = 1_024;
/** So that nobody waits long for the bytes of others. */
const MAX_GROUP_BYTES = 16 * 1024 * 1024;
/** A record in more parts than this is joined first, so that any record fits a group. */
export const MAX_PARTS = 64;

/** Takes what shares the next write out of the queue: all that waits, within what one call takes, and at least one record. */
export function takeGroup(queue: Waiting[]): readonly Waiting[] {
  let buffers = 0;
  let bytes = 0;
  const full = queue.findIndex(({ parts }) => {
    buffers += parts.length + 1;
    for (const part of parts) bytes += part.length;
    return buffers > MAX_GROUP_BUFFERS || bytes > MAX_GROUP_BYTES;
  });
  return queue.splice(0, full < 0 ? queue.length : Math.max(1, full));
}

/** The bytes of a group as they go into a segment, and where each of its records comes to stand. */
export type GroupLayout = {
  readonly buffers: readonly Uint8Array[];
  readonly places: readonly LogPlace[];
  readonly bytes: number;
};

/** Lays records out back to back from position `start` on. Parts are written from where they are, not copied. */
export function layOut(
  group: readonly { readonly parts: readonly Uint8Array[] }[],
  header: SegmentHeader,
  start: number,
): GroupLayout {
  const heads = Buffer.allocUnsafe(group.length * RECORD_HEAD_BYTES);
  const buffers: Uint8Array[] = [];
  const places: LogPlace[] = [];
  let position = start;
  for (const [index, { parts }] of group.entries()) {
    const offset = index * RECORD_HEAD_BYTES;
    const nextPosition = position + writeRecordHead(heads, offset, header, position, parts);
    buffers.push(heads.subarray(offset, offset + RECORD_HEAD_BYTES), ...parts);
    places.push({ position, nextPosition });
    position = nextPosition;
  }
  return { buffers, places, bytes: position - start };
}
