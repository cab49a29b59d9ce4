/**
 * Work that rests at each `yield`, which is a few milliseconds after the last at most; one that is given up half done and begun
 * again goes on where it was, for it looks for what is left.
 */
export type Slices = Generator<void, void>;

/** Rows that one statement takes away. */
export const CHUNK = 50;
