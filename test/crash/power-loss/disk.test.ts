import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fate } from "./disk.ts";
import { createDisk } from "./disk.ts";
import type { Operation } from "./recording.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const make = (path: string, file = 1): Operation => ({ kind: "create", file, path });
const write = (text: string, offset = 0, file = 1): Operation => ({ kind: "write", file, offset, bytes: bytes(text) });
const begin = (sync: string, of: { file: number } | { directory: string }): Operation => ({ kind: "sync-begin", of, sync });
const end = (sync: string): Operation => ({ kind: "sync-end", sync });
const unlink = (path: string): Operation => ({ kind: "unlink", path });
const rename = (path: string, to: string): Operation => ({ kind: "rename", path, to });
const syncFile = [begin("f", { file: 1 }), end("f")];
const syncRoot = [begin("d", { directory: "" }), end("d")];

const lost = (): Fate => "lost";

const cases: readonly {
  readonly name: string;
  readonly done: readonly Operation[];
  readonly fateOf: (at: number) => Fate;
  readonly want: { readonly [path: string]: string };
}[] = [
  {
    name: "bytes and name that were synced are kept",
    done: [make("a"), write("one"), ...syncFile, ...syncRoot],
    fateOf: lost,
    want: { a: "one" },
  },
  {
    name: "a file whose name was not synced is gone with its bytes",
    done: [make("a"), write("one"), ...syncFile],
    fateOf: lost,
    want: {},
  },
  {
    name: "a name that was synced may stand for an empty file",
    done: [make("a"), write("one"), ...syncRoot],
    fateOf: lost,
    want: { a: "" },
  },
  {
    name: "what is written while a sync is under way is not covered by it",
    done: [make("a"), ...syncRoot, write("one"), begin("f", { file: 1 }), write("two", 3), end("f")],
    fateOf: lost,
    want: { a: "one" },
  },
  {
    name: "a sync that did not end covers nothing",
    done: [make("a"), ...syncRoot, write("one"), begin("f", { file: 1 })],
    fateOf: lost,
    want: { a: "" },
  },
  {
    name: "of a torn write the first half is there",
    done: [make("a"), write("one and two ")],
    fateOf: (at) => (at === 1 ? "torn" : "kept"),
    want: { a: "one an" },
  },
  {
    name: "a lost write before a kept one leaves zeros",
    done: [make("a"), write("one"), write("two", 3)],
    fateOf: (at) => (at === 1 ? "lost" : "kept"),
    want: { a: "\0\0\0two" },
  },
  {
    name: "a cut and a longer write leave zeros between",
    done: [make("a"), write("one two"), { kind: "truncate", file: 1, size: 3 }, write("end", 5)],
    fateOf: () => "kept",
    want: { a: "one\0\0end" },
  },
  {
    name: "a removed name that was not synced is there again",
    done: [make("a"), write("one"), ...syncFile, ...syncRoot, unlink("a")],
    fateOf: lost,
    want: { a: "one" },
  },
  {
    name: "a new name that was not synced leaves the old file under it",
    done: [make("a"), write("old"), ...syncFile, make("b", 2), write("new", 0, 2), ...syncRoot, rename("b", "a")],
    fateOf: (at) => (at === 8 ? "lost" : "kept"),
    want: { a: "old", b: "new" },
  },
  {
    name: "names that were moved and removed, and synced, stay so",
    done: [
      make("a"),
      make("b", 2),
      write("b", 0, 2),
      begin("b", { file: 2 }),
      end("b"),
      unlink("a"),
      rename("b", "c"),
      ...syncRoot,
    ],
    fateOf: lost,
    want: { c: "b" },
  },
  {
    name: "a directory whose name was not synced takes everything in it along",
    done: [
      { kind: "make-directory", path: "log" },
      make("log/a"),
      write("one"),
      ...syncFile,
      begin("l", { directory: "log" }),
      end("l"),
    ],
    fateOf: lost,
    want: {},
  },
];

for (const { name, done, fateOf, want } of cases) {
  test(`after power loss, ${name}`, () => {
    const disk = createDisk();
    for (const operation of done) disk.advance(operation);
    const { files } = disk.after(fateOf);
    const found = files.map((file) => [file.path, new TextDecoder().decode(file.bytes())] as const);
    assert.deepEqual(Object.fromEntries(found), want);
  });
}
