import path from "node:path";
import type { FileLayer } from "./files.ts";
import { baseOf, segmentName } from "./format.ts";

/** Base positions of the segments in a directory, ascending. */
export function listBases(files: FileLayer, directory: string): number[] {
  return files
    .list(directory)
    .flatMap((name) => baseOf(name) ?? [])
    .toSorted((a, b) => a - b);
}

export function segmentPath(directory: string, base: number): string {
  return path.join(directory, segmentName(base));
}
