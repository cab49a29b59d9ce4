/**
 * QR codes after ISO/IEC 18004: byte mode, error correction level L, versions 1 to 40. Level L is enough for a screen, which is not
 * scratched, and keeps the code small. See docs/decisions/0010-people.md for why it is our own.
 */
export type QrCode = {
  /** Modules of a side, without the quiet zone. */
  readonly size: number;
  readonly isDark: (x: number, y: number) => boolean;
};

/** For each version, level L: error-correction bytes of a block, and blocks (ISO/IEC 18004, table 9). */
const CORRECTION =
  "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30";
const BLOCKS = "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25";
const numbers = (text: string): readonly number[] => text.split(" ").map(Number);
const correctionOf = (version: number): number => numbers(CORRECTION)[version - 1] ?? 30;
const blocksOf = (version: number): number => numbers(BLOCKS)[version - 1] ?? 25;

/** Undefined: the text is longer than the largest code holds, 2,953 bytes. */
export function qrCode(text: string): QrCode | undefined {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= 40; version += 1) {
    const capacity = wholeBytes(version) - correctionOf(version) * blocksOf(version);
    const lengthBits = version < 10 ? 8 : 16;
    if (4 + lengthBits + 8 * bytes.length > 8 * capacity) continue;
    return draw(version, withCorrection(version, dataBytes(bytes, lengthBits, capacity)));
  }
  return undefined;
}

/** Bytes of data and correction together: what is left beside the fixed patterns. */
function wholeBytes(version: number): number {
  const size = sizeOf(version);
  const marks = placesOf(version).length;
  const alignment = version === 1 ? 0 : 25 * (marks * marks - 3) - 10 * (marks - 2);
  const fixed = 3 * 64 + 2 * (size - 16) + alignment + 31 + (version < 7 ? 0 : 36);
  return Math.floor((size * size - fixed) / 8);
}

const sizeOf = (version: number): number => 4 * version + 17;

/** Where the centres of alignment patterns are, on both axes. */
function placesOf(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sizeOf(version) - 7;
  // Even steps counted from the end; version 32 is the one that the table has otherwise.
  const step = version === 32 ? 26 : 2 * Math.ceil((last - 6) / (2 * (count - 1)));
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - step * (count - 2 - index))];
}

function dataBytes(bytes: Uint8Array, lengthBits: number, capacity: number): readonly number[] {
  const bits: number[] = [];
  const add = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  add(0b0100, 4);
  add(bytes.length, lengthBits);
  for (const byte of bytes) add(byte, 8);
  add(0, Math.min(4, 8 * capacity - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8) data.push(bits.slice(at, at + 8).reduce((value, bit) => 2 * value + bit, 0));
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad);
  return data;
}

/** Splits the data into blocks, adds to each its correction, and lays them over one another byte by byte. */
function withCorrection(version: number, data: readonly number[]): readonly number[] {
  const count = blocksOf(version);
  const divisor = divisorOf(correctionOf(version));
  const short = Math.floor(data.length / count);
  const longFrom = count - (data.length % count);
  let at = 0;
  const blocks = Array.from({ length: count }, (_, index) => data.slice(at, (at += short + (index < longFrom ? 0 : 1))));
  const corrections = blocks.map((block) => remainder(block, divisor));
  const interleaved = (rows: readonly (readonly number[])[]): number[] =>
    Array.from({ length: Math.max(...rows.map(({ length }) => length)) }, (_, index) =>
      rows.flatMap((row) => row[index] ?? []),
    ).flat();
  return [...interleaved(blocks), ...interleaved(corrections)];
}

/** Product in the field of 256 elements over x⁸ + x⁴ + x³ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/** (x − 2⁰)(x − 2¹) … without its first coefficient, which is 1. */
function divisorOf(degree: number): readonly number[] {
  let divisor = [1];
  let root = 1;
  for (let index = 0; index < degree; index += 1) {
    const shifted = [...divisor, 0];
    divisor = shifted.map((value, at) => value ^ (at === 0 ? 0 : times(divisor[at - 1] ?? 0, root)));
    root = times(root, 2);
  }
  return divisor.slice(1);
}

function remainder(data: readonly number[], divisor: readonly number[]): readonly number[] {
  let rest: number[] = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((value, at) => value ^ times(divisor[at] ?? 0, factor));
  }
  return rest;
}

type Grid = { readonly size: number; readonly dark: Uint8Array; readonly fixed: Uint8Array };

function draw(version: number, bytes: readonly number[]): QrCode {
  const grid = emptyGrid(version);
  placeBytes(grid, bytes);
  // All eight masks are tried, and the one that reads best is taken.
  const tried = MASKS.map((_, mask) => {
    const masked = { ...grid, dark: grid.dark.map((value, at) => value ^ maskAt(grid, mask, at)) };
    placeFormat(masked, mask);
    return { masked, penalty: penaltyOf(masked) };
  });
  const best = tried.reduce((least, one) => (one.penalty < least.penalty ? one : least));
  const { size, dark } = best.masked;
  return { size, isDark: (x, y) => dark[y * size + x] === 1 };
}

function emptyGrid(version: number): Grid {
  const size = sizeOf(version);
  const grid = { size, dark: new Uint8Array(size * size), fixed: new Uint8Array(size * size) };
  for (let at = 0; at < size; at += 1) {
    put(grid, 6, at, at % 2 === 0);
    put(grid, at, 6, at % 2 === 0);
  }
  const places = placesOf(version);
  for (const x of places) for (const y of places) if (!isAtFinder(x, y, size)) putRings(grid, x, y, 2, [0, 2]);
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    putRings(grid, x, y, 4, [0, 1, 3]);
  }
  placeFormat(grid, 0);
  if (version >= 7) placeVersion(grid, version);
  return grid;
}

const isAtFinder = (x: number, y: number, size: number): boolean =>
  (x === 6 && y === 6) || (x === 6 && y === size - 7) || (x === size - 7 && y === 6);

function put({ size, dark, fixed }: Grid, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  dark[y * size + x] = isDark ? 1 : 0;
  fixed[y * size + x] = 1;
}

/** Squares around a centre; `darkAt`: the distances that are dark. */
function putRings(grid: Grid, x: number, y: number, radius: number, darkAt: readonly number[]): void {
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) {
      put(grid, x + dx, y + dy, darkAt.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

/** Remainder of a code word, as BCH codes of format and version have it. */
function checked(value: number, bits: number, generator: number): number {
  let rest = value << bits;
  for (let bit = 31 - Math.clz32(rest); bit >= bits; bit -= 1) if ((rest >> bit) & 1) rest ^= generator << (bit - bits);
  return (value << bits) | rest;
}

/** Level and mask, twice, and the one module that is always dark. */
function placeFormat(grid: Grid, mask: number): void {
  const { size } = grid;
  const bits = checked((0b01 << 3) | mask, 10, 0x537) ^ 0x5412;
  for (let bit = 0; bit < 15; bit += 1) {
    const isDark = ((bits >> bit) & 1) === 1;
    const along = bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit;
    put(grid, 8, along, isDark);
    put(grid, bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit, 8, isDark);
  }
  put(grid, 8, size - 8, true);
}

function placeVersion(grid: Grid, version: number): void {
  const bits = checked(version, 12, 0x1f25);
  for (let bit = 0; bit < 18; bit += 1) {
    const [near, far] = [Math.floor(bit / 3), grid.size - 11 + (bit % 3)];
    put(grid, near, far, ((bits >> bit) & 1) === 1);
    put(grid, far, near, ((bits >> bit) & 1) === 1);
  }
}

/** In columns of two, from the right, up and down in turns, around what is fixed. */
function placeBytes({ size, dark, fixed }: Grid, bytes: readonly number[]): void {
  let bit = 0;
  let isUp = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y * size + x] === 1) continue;
        dark[y * size + x] = ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
        bit += 1;
      }
    }
    isUp = !isUp;
  }
}

const MASKS: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

function maskAt({ size, fixed }: Grid, mask: number, at: number): number {
  return fixed[at] === 1 || MASKS[mask]?.(at % size, Math.floor(at / size)) !== 0 ? 0 : 1;
}

/** How hard a code is to read: runs, blocks, what looks like a finder, and how far from half is dark (ISO/IEC 18004, 7.8.3). */
function penaltyOf({ size, dark }: Grid): number {
  const at = (x: number, y: number): number => dark[y * size + x] ?? 0;
  let penalty = 0;
  for (let line = 0; line < size; line += 1) {
    const row = Array.from({ length: size }, (_, x) => at(x, line)).join("");
    const column = Array.from({ length: size }, (_, y) => at(line, y)).join("");
    for (const text of [row, column]) {
      for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
      penalty += 40 * (text.match(/(?=10111010000|00001011101)/g)?.length ?? 0);
    }
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      const sum = at(x, y) + at(x - 1, y) + at(x, y - 1) + at(x - 1, y - 1);
      if (sum === 0 || sum === 4) penalty += 3;
    }
  }
  const percent = (100 * dark.reduce((sum, value) => sum + value, 0)) / (size * size);
  return penalty + 10 * Math.floor(Math.abs(percent - 50) / 5);
}
