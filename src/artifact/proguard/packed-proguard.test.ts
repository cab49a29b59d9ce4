import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MapProblem } from "../map-problem.ts";
import type { BlobFile } from "../packed-map.ts";
import { retrace } from "./class-record.ts";
import { packProguard } from "./pack-proguard.ts";
import type { PackedProguard } from "./packed-proguard.ts";
import { openPackedProguard } from "./packed-proguard.ts";

/** Written by ProGuard 7.4.2 itself; the program it belongs to threw at `a.c` with `shop.Main.main(SourceFile:2016)`. */
const REAL = readFileSync(new URL("../../../test/fixtures/proguard/mapping.txt", import.meta.url));

function packed(text: string | Buffer): PackedProguard {
  const bytes = Buffer.concat(packProguard(Buffer.from(text)));
  const file: BlobFile = { sizeBytes: bytes.length, read: (at, length) => bytes.subarray(at, at + length), close: () => {} };
  const opened = openPackedProguard(file);
  assert.ok(opened);
  return opened;
}

function retraced(text: string | Buffer, className: string, method: string, line?: number): readonly string[] {
  const record = packed(text).findClass(className);
  if (record === undefined) return ["no class"];
  return retrace(record, method, line).places.map(
    (place) => `${place.className}.${place.method}(${place.fileName}:${place.line ?? "?"})`,
  );
}

const R8 = `# compiler: R8
# {"id":"com.android.tools.r8.mapping","version":"2.0"}
shop.CartKt -> a.a:
    1:1:void first():7:7 -> a
    2:4:void second(int):20:22 -> a
    5:9:int third() -> a
    void plain(java.lang.String) -> b
    void shop.Other.moved() -> c
    1:1:void left() -> d
    2:2:void right() -> d
shop.Outer$Inner -> a.b:
    this line is nothing
    1:1:void ok():3:3 -> a
`;

type Case = {
  readonly name: string;
  readonly text: string | Buffer;
  readonly asked: readonly [className: string, method: string, line?: number];
  readonly want: readonly string[];
};
const cases: readonly Case[] = [
  {
    name: "calls that ProGuard put into each other are told apart, each in its own file",
    text: REAL,
    asked: ["shop.Main", "main", 2016],
    want: [
      "shop.Main.main(Main.java:5)",
      "shop.Checkout.pay(Checkout.java:13)",
      "shop.Cart.total(Cart.java:11)",
      "shop.Cart.discount(Cart.java:16)",
    ],
  },
  { name: "a line moves with its range", text: R8, asked: ["a.a", "a", 3], want: ["shop.CartKt.second(Cart.kt:21)"] },
  {
    name: "without original lines, lines are as written",
    text: R8,
    asked: ["a.a", "a", 6],
    want: ["shop.CartKt.third(Cart.kt:6)"],
  },
  { name: "a method without lines is its name", text: R8, asked: ["a.a", "b"], want: ["shop.CartKt.plain(Cart.kt:?)"] },
  {
    name: "a method of another class is told as that one's",
    text: R8,
    asked: ["a.a", "c"],
    want: ["shop.Other.moved(Other.java:?)"],
  },
  { name: "which of two it was is not guessed", text: R8, asked: ["a.a", "d"], want: [] },
  { name: "an unknown method has no place", text: R8, asked: ["a.a", "zzz", 1], want: [] },
  { name: "an unknown class is not there", text: R8, asked: ["a.zz", "a", 1], want: ["no class"] },
  { name: "a broken line costs itself alone", text: R8, asked: ["a.b", "a", 1], want: ["shop.Outer$Inner.ok(Outer.java:3)"] },
];
for (const { name, text, asked, want } of cases) {
  test(name, () => assert.deepEqual(retraced(text, ...asked), want));
}

test("what names no class is no mapping", () => {
  for (const text of ["", "hello\n", "\u007fELF\u0000\u0001", JSON.stringify({ version: 3, mappings: "" })]) {
    assert.throws(() => packProguard(Buffer.from(text)), MapProblem);
  }
});

test("of twenty thousand classes each is found by its name", () => {
  const classes = Array.from(
    { length: 20_000 },
    (_, at) => `shop.C${at} -> a.${at.toString(36)}:\n    1:2:void m${at}():3:4 -> a\n`,
  );
  const mapping = packed(classes.join(""));
  for (let at = 0; at < 20_000; at += 371) {
    const record = mapping.findClass(`a.${at.toString(36)}`);
    assert.ok(record);
    assert.deepEqual(retrace(record, "a", 2).places, [
      { className: `shop.C${at}`, method: `m${at}`, line: 4, fileName: `C${at}.java` },
    ]);
  }
});
