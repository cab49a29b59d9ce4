/**
 * Our own form of a source map, made at upload so that a frame is mapped by small reads of a file. All numbers are unsigned 32 bits,
 * little-endian; offsets count from the file's beginning.
 *
 * | part | holds |
 * | --- | --- |
 * | header | `MAGIC`, then the numbers of `HEADER` |
 * | blocks | segments in order, as differences: see pack-mappings.ts |
 * | index | line, column, offset within the blocks: of each block |
 * | sources | a record of `SOURCE` for each source |
 * | names | offset and length of each name |
 * | texts | names and paths of sources, UTF-8 |
 * | content | lines of sources in compressed pieces; before them, for each source, the pieces' records of `PIECE` and its functions |
 */
export const MAGIC = Buffer.from("CULPMAP1");

export const HEADER = { blocks: 8, index: 12, indexCount: 16, sources: 20, sourceCount: 24, names: 28, nameCount: 32 } as const;
export const HEADER_BYTES = 36;

/** Of a source. `pieceCount` 0: its content was not in the map. */
export const SOURCE = { path: 0, pathBytes: 4, pieces: 8, pieceCount: 12, functions: 16, functionsBytes: 20 } as const;
export const SOURCE_BYTES = 24;

/** Of some lines of a source: the first of them, from 0; where they are, compressed; how long they are before. */
export const PIECE = { firstLine: 0, offset: 4, bytes: 8, rawBytes: 12 } as const;
export const PIECE_BYTES = 16;

export const NAME_BYTES = 8;

/** Lines are put together up to this size, so that the lines around a place cost one or two small inflations. */
export const PIECE_RAW_BYTES = 32 * 1_024;
/** As much of a line as an event keeps of it. */
export const MAX_LINE_CHARS = 1_024;
