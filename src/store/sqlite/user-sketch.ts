/**
 * How many distinct users, when there are too many to keep each: HyperLogLog (Flajolet and others, 2007). Two ways to read
 * it. `estimate` counts along as users come (the martingale estimator of Ting, "Streamed approximate counting", 2014):
 * standard error 0.65 %, never goes down, and goes on from an exact count without a step. A union of several has no such
 * history and is read from the registers alone (Ertl, "New cardinality estimation algorithms", 2017): 0.81 %.
 *
 * 4,096 registers would have errors of 1.3 % and 1.6 %: beyond 2 % for one signature in eight.
 */
export type UserSketch = { readonly registers: Uint8Array; estimate: number };

const INDEX_BITS = 14;
const REGISTERS = 1 << INDEX_BITS;
/** User keys are below 2^52. */
const RANK_BITS = 52 - INDEX_BITS;
const HEADER_BYTES = 8;

/** A sketch of exactly these users, all different. */
export function sketchOfUsers(userKeys: readonly number[]): UserSketch {
  const sketch = { registers: new Uint8Array(REGISTERS), estimate: userKeys.length };
  for (const userKey of userKeys) raise(sketch.registers, userKey);
  return sketch;
}

/** Adds users, each a keyed hash below 2^52. True when the sketch changed. */
export function addUsers(sketch: UserSketch, userKeys: Iterable<number>): boolean {
  // The chance that a user who was never seen changes a register; by its inverse each change counts for those unseen.
  let chance = chanceOfChange(sketch.registers);
  let hasChanged = false;
  for (const userKey of userKeys) {
    const lost = raise(sketch.registers, userKey);
    if (lost === 0) continue;
    hasChanged = true;
    sketch.estimate += 1 / chance;
    chance -= lost;
  }
  return hasChanged;
}

/** Sets the user's register. The part of the chance of further changes that this took away; 0 when nothing changed. */
function raise(registers: Uint8Array, userKey: number): number {
  const index = userKey % REGISTERS;
  const rank = rankOf(Math.floor(userKey / REGISTERS));
  const before = registers[index] ?? 0;
  if (rank <= before) return 0;
  registers[index] = rank;
  return (2 ** -before - 2 ** -rank) / REGISTERS;
}

/** One more than the number of leading zeros among the `RANK_BITS` bits. */
function rankOf(bits: number): number {
  const high = Math.floor(bits / 2 ** (RANK_BITS - 32));
  if (high > 0) return Math.clz32(high) + 1;
  const low = bits % 2 ** (RANK_BITS - 32);
  return 32 + Math.clz32(low) - (64 - RANK_BITS) + 1;
}

function chanceOfChange(registers: Uint8Array): number {
  let sum = 0;
  for (const rank of registers) sum += 2 ** -rank;
  return sum / REGISTERS;
}

/** About how many distinct users there are in several sketches and an exact list together. */
export function unionOfUsers(sketches: readonly UserSketch[], userKeys: readonly number[]): number {
  const registers = new Uint8Array(REGISTERS);
  for (const userKey of userKeys) raise(registers, userKey);
  for (const sketch of sketches) {
    for (const [index, rank] of sketch.registers.entries()) {
      if (rank > (registers[index] ?? 0)) registers[index] = rank;
    }
  }
  return Math.round(readRegisters(registers));
}

/** Ertl's improved raw estimator, algorithm 6. */
function readRegisters(registers: Uint8Array): number {
  const counts = Array.from({ length: RANK_BITS + 2 }, () => 0);
  for (const rank of registers) counts[rank] = (counts[rank] ?? 0) + 1;
  const share = (rank: number): number => (counts[rank] ?? 0) / REGISTERS;

  let sum = REGISTERS * tau(1 - share(RANK_BITS + 1));
  for (let rank = RANK_BITS; rank >= 1; rank -= 1) sum = 0.5 * (sum + (counts[rank] ?? 0));
  sum += REGISTERS * sigma(share(0));
  return (REGISTERS * REGISTERS) / (2 * Math.LN2 * sum);
}

function sigma(start: number): number {
  if (start === 1) return Infinity;
  let [x, y, z] = [start, 1, start];
  for (let previous = -1; previous !== z;) {
    x *= x;
    previous = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let [x, y, z] = [start, 1, 1 - start];
  for (let previous = -1; previous !== z;) {
    x = Math.sqrt(x);
    previous = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

/** The estimate as a float, then the registers. */
export function userSketchBytes(sketch: UserSketch): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + REGISTERS);
  bytes.writeDoubleLE(sketch.estimate, 0);
  bytes.set(sketch.registers, HEADER_BYTES);
  return bytes;
}

/** A sketch of its own, not a view of `bytes`. */
export function readUserSketch(bytes: Uint8Array): UserSketch {
  if (bytes.length !== HEADER_BYTES + REGISTERS) throw new Error("a stored user sketch has the wrong length");
  const estimate = Buffer.from(bytes.buffer, bytes.byteOffset, HEADER_BYTES).readDoubleLE(0);
  return { registers: new Uint8Array(bytes.subarray(HEADER_BYTES)), estimate };
}
