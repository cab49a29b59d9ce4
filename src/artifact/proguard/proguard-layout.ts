/**
 * Our own form of a ProGuard or R8 mapping, made at upload. All numbers are unsigned 32 bits, little-endian; `offset` counts from the
 * file's beginning.
 *
 * | part | holds |
 * | --- | --- |
 * | header | `MAGIC`, then the numbers of `HEADER` |
 * | blocks | parts of the mapping, class by class, compressed some together |
 * | block table | a record of `BLOCK` for each |
 * | index | a record of `ENTRY` for each class, in order of the obfuscated names' bytes |
 * | names | the obfuscated names, one after the other |
 */
export const MAGIC = Buffer.from("CULPPRG1");

/** `blocks`: where the block table is. */
export const HEADER = { blocks: 8, blockCount: 12, classCount: 16, namesBytes: 20 } as const;
export const HEADER_BYTES = 24;

export const BLOCK = { offset: 0, bytes: 4 } as const;
export const BLOCK_BYTES = 8;

/** `start` and `bytes`: within the block, inflated. `name`: within the names. */
export const ENTRY = { name: 0, nameBytes: 4, block: 8, start: 12, bytes: 16 } as const;
export const ENTRY_BYTES = 20;

export const MAX_BLOCK_BYTES = 0xffff_ffff;
