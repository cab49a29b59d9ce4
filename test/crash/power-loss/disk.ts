import path from "node:path";
import type { Operation } from "./recording.ts";

/** What stands below a directory. */
export type Content = { readonly directories: readonly string[]; readonly files: readonly ContentFile[] };

export type ContentFile = {
  readonly path: string;
  /** The same for the same bytes; two keys may stand for the same bytes too. */
  readonly key: string;
  readonly bytes: () => Uint8Array;
};

/** What became of something that was not synced. `torn`: of a write its first half is there. */
export type Fate = "kept" | "torn" | "lost";

/** Something done and not yet durable. `at` is its place among the operations. */
export type Pending = { readonly at: number; readonly what: "write" | "size" | "name" };

/**
 * A disk that keeps what was synced, and says of the rest no more than that it was done: bytes are made durable by a sync of
 * their file, names by one of their directory. A sync that covers a file's bytes does not cover its name.
 */
export type Disk = {
  /** Does the next operation. */
  readonly advance: (operation: Operation) => void;
  /** What would not surely survive a power loss now, in the order in which it was done. */
  readonly pending: () => readonly Pending[];
  /** What is there after a power loss now, with these fates of what is pending. */
  readonly after: (fateOf: (at: number) => Fate) => Content;
};

type DataOperation = Extract<Operation, { readonly kind: "write" | "truncate" }>;
type NameOperation = Extract<Operation, { readonly kind: "create" | "make-directory" | "rename" | "unlink" }>;
type Placed<Kind> = { readonly at: number; readonly operation: Kind };

/** Bytes of a file, or names of a directory: what is durable, and what was done since. */
type Item<Durable, Kind> = { durable: Durable; version: number; pending: Placed<Kind>[] };
type FileItem = Item<Uint8Array, DataOperation>;
type DirectoryItem = Item<ReadonlyMap<string, Entry>, NameOperation>;
type Entry = { readonly file: number } | { readonly directory: string };

export function createDisk(): Disk {
  const files = new Map<number, FileItem>();
  const directories = new Map<string, DirectoryItem>([["", { durable: new Map(), version: 0, pending: [] }]]);
  const syncs = new Map<string, { readonly item: FileItem | DirectoryItem; readonly from: number }>();
  let at = 0;

  const fileItem = (file: number): FileItem => found(files.get(file), `file ${file}`);
  const directoryItem = (name: string): DirectoryItem => found(directories.get(name), `directory ${name}`);

  const advance = (operation: Operation): void => {
    switch (operation.kind) {
      case "write":
      case "truncate":
        fileItem(operation.file).pending.push({ at, operation });
        break;
      case "create":
        files.set(operation.file, { durable: new Uint8Array(), version: 0, pending: [] });
        directoryItem(parentOf(operation.path)).pending.push({ at, operation });
        break;
      case "make-directory":
        directories.set(operation.path, { durable: new Map(), version: 0, pending: [] });
        directoryItem(parentOf(operation.path)).pending.push({ at, operation });
        break;
      case "rename":
      case "unlink":
        directoryItem(parentOf(operation.path)).pending.push({ at, operation });
        break;
      case "sync-begin":
        syncs.set(operation.sync, {
          item: "file" in operation.of ? fileItem(operation.of.file) : directoryItem(operation.of.directory),
          from: at,
        });
        break;
      case "sync-end": {
        const { item, from } = found(syncs.get(operation.sync), `sync ${operation.sync}`);
        syncs.delete(operation.sync);
        if (isFile(item)) settle(item, from, bytesOf);
        else settle(item, from, namesOf);
        break;
      }
      case "answer":
        break;
    }
    at += 1;
  };

  const pending = (): Pending[] => {
    const all: Pending[] = [];
    for (const item of files.values()) {
      for (const one of item.pending) all.push({ at: one.at, what: one.operation.kind === "write" ? "write" : "size" });
    }
    for (const item of directories.values()) for (const one of item.pending) all.push({ at: one.at, what: "name" });
    return all.sort((one, other) => one.at - other.at);
  };

  const after = (fateOf: (at: number) => Fate): Content => {
    const content: { readonly directories: string[]; readonly files: ContentFile[] } = { directories: [], files: [] };
    const walk = (from: string): void => {
      for (const [name, entry] of namesOf(directoryItem(from), fateOf)) {
        if ("file" in entry) content.files.push(contentFile(name, entry.file, fileItem(entry.file), fateOf));
        else {
          content.directories.push(name);
          walk(name);
        }
      }
    };
    walk("");
    return content;
  };

  return { advance, pending, after };
}

function contentFile(name: string, file: number, item: FileItem, fateOf: (at: number) => Fate): ContentFile {
  const fates = item.pending.map(({ at }) => `${at}${fateOf(at)}`).filter((fate) => !fate.endsWith("lost"));
  return { path: name, key: `${file} ${item.version} ${fates.join(" ")}`, bytes: () => bytesOf(item, fateOf) };
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the recording speaks of ${what} before it is made`);
  return value;
}

function isFile(item: FileItem | DirectoryItem): item is FileItem {
  return item.durable instanceof Uint8Array;
}

/** Makes durable what was done before `from`. */
function settle<Durable, Kind>(
  item: Item<Durable, Kind>,
  from: number,
  read: (item: Item<Durable, Kind>, fateOf: (at: number) => Fate) => Durable,
): void {
  item.durable = read(item, (at) => (at < from ? "kept" : "lost"));
  // Of two syncs under way at once the earlier may end last.
  item.version = Math.max(item.version, from);
  item.pending = item.pending.filter(({ at }) => at >= from);
}

function namesOf({ durable, pending }: DirectoryItem, fateOf: (at: number) => Fate): ReadonlyMap<string, Entry> {
  const names = new Map(durable);
  for (const { at, operation } of pending) {
    if (fateOf(at) === "lost") continue;
    switch (operation.kind) {
      case "create":
        names.set(operation.path, { file: operation.file });
        break;
      case "make-directory":
        names.set(operation.path, { directory: operation.path });
        break;
      case "unlink":
        names.delete(operation.path);
        break;
      case "rename": {
        const moved = names.get(operation.path);
        names.delete(operation.path);
        if (moved !== undefined) names.set(operation.to, moved);
        break;
      }
    }
  }
  return names;
}

function bytesOf({ durable, pending }: FileItem, fateOf: (at: number) => Fate): Uint8Array {
  const room = pending.reduce((most, { operation }) => Math.max(most, endOf(operation)), durable.length);
  const bytes = new Uint8Array(room);
  bytes.set(durable);
  let size = durable.length;
  for (const { at, operation } of pending) {
    const fate = fateOf(at);
    if (fate === "lost") continue;
    if (operation.kind === "truncate") {
      bytes.fill(0, operation.size);
      size = operation.size;
      continue;
    }
    const part = fate === "torn" ? operation.bytes.subarray(0, operation.bytes.length >> 1) : operation.bytes;
    bytes.set(part, operation.offset);
    size = Math.max(size, operation.offset + part.length);
  }
  return bytes.subarray(0, size);
}

function endOf(operation: DataOperation): number {
  return operation.kind === "truncate" ? operation.size : operation.offset + operation.bytes.length;
}

function parentOf(name: string): string {
  const parent = path.posix.dirname(name);
  return parent === "." ? "" : parent;
}
