import { closeSync, fsyncSync, openSync, readdirSync } from "node:fs";
import { baseOf } from "./format.ts";

/** Base positions of the segments in a directory, ascending. */
export function listBases(directory: string): readonly number[] {
  return readdirSync(directory)
    .flatMap((name) => baseOf(name) ?? [])
    .toSorted((a, b) => a - b);
}

/** Makes creations and removals in a directory durable. Windows has no such call and needs none. */
export function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
