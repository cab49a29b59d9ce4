import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import type { LogBatch, LogPlace, LogWriter } from "../log.ts";
import type { FileLayer } from "./files.ts";
import { openLogReader } from "./reader.ts";

const place = mkdtempSync(path.join(tmpdir(), "culprit-log-"));
after(() => rmSync(place, { recursive: true, force: true }));

/** An empty directory on a real disk, removed after the tests. */
export function freshDirectory(): string {
  return mkdtempSync(path.join(place, "log-"));
}

export type ReadBack = Pick<LogBatch, "damage" | "nextPosition"> & { readonly texts: readonly string[] };

/** All that a new reader finds. */
export function readBack(directory: string, from: number, end: number, files?: FileLayer): ReadBack {
  const reader = openLogReader({ directory, files });
  try {
    const { records, damage, nextPosition } = reader.read(from, end, 100_000, 1e9);
    return { texts: records.map(({ bytes }) => Buffer.from(bytes).toString()), damage, nextPosition };
  } finally {
    reader.close();
  }
}

export function appendAll(log: LogWriter, texts: readonly string[]): Promise<LogPlace[]> {
  return Promise.all(texts.map((text) => log.append([Buffer.from(text)])));
}

export function segmentsIn(directory: string): string[] {
  return readdirSync(directory)
    .toSorted()
    .map((name) => path.join(directory, name));
}

/** Changes the bytes of a file as a bad disk does. */
export function damageFile(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}
