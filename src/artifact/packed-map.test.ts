import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { functionScopes } from "./function-scopes.ts";
import { MapProblem } from "./map-problem.ts";
import { packSourceMap } from "./pack-source-map.ts";
import type { PackedMap } from "./packed-map.ts";
import { openPackedMap } from "./packed-map.ts";
import { mappingsText } from "./test-maps.ts";
import type { TestSegment } from "./test-maps.ts";

function openMap(map: unknown): PackedMap {
  const { parts } = packSourceMap(Buffer.from(typeof map === "string" ? map : JSON.stringify(map)));
  const bytes = Buffer.concat(parts);
  const read = (position: number, length: number): Buffer => bytes.subarray(position, position + length);
  const opened = openPackedMap({ sizeBytes: bytes.length, read, close: () => {} });
  assert.ok(opened);
  return opened;
}

const CART = `import { price } from "./price";

export class Cart {
  total(items: Item[]): number {
    return items.reduce((sum, item) => sum + price(item), 0);
  }
}

export const applyCoupon = async (code: string) => {
  const coupon = await find(code);
  return coupon.percent;
};
`;

test("a place is mapped to its source, line, name, function and the lines around it", () => {
  const segments: TestSegment[] = [
    [0, 0, 0, 2, 0],
    [0, 40, 0, 4, 4, 0],
    [0, 90, 0, 10, 9, 1],
    [0, 120],
  ];
  const map = openMap({
    version: 3,
    sources: ["src/cart.ts"],
    sourcesContent: [CART],
    names: ["reduce", "percent"],
    mappings: mappingsText(segments),
  });
  const found = map.lookUp(0, 95);
  assert.ok(found.kind === "original");
  assert.deepEqual(
    [found.source, found.line, found.column, found.name, found.functionName],
    ["src/cart.ts", 10, 9, "percent", "applyCoupon"],
  );
  assert.deepEqual(found.lines?.at, "  return coupon.percent;");
  assert.equal(found.lines.before.length, 5);
  assert.deepEqual(found.lines.after, ["};", ""]);
  const inMethod = map.lookUp(0, 50);
  assert.ok(inMethod.kind === "original");
  assert.equal(inMethod.functionName, "Cart.total");
  assert.deepEqual(map.lookUp(0, 130), { kind: "generated" });
  assert.deepEqual(map.lookUp(3, 1), { kind: "outside" });
});

test("every place of any map is found as a plain search finds it", () => {
  const segment = fc.tuple(fc.nat(40), fc.nat(300), fc.nat(2), fc.nat(500), fc.nat(80), fc.nat(3));
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 600 }), fc.nat(41), fc.nat(310), (segments, line, column) => {
      const all: TestSegment[] = segments.map(([at, from, source, sourceLine, sourceColumn, name]) => [
        at,
        from,
        source,
        sourceLine,
        sourceColumn,
        name,
      ]);
      const sorted = all.toSorted((a, b) => a[0] - b[0]);
      const map = openMap({
        version: 3,
        sources: ["a", "b", "c"],
        names: ["k", "l", "m", "n"],
        mappings: mappingsText(sorted),
      });
      const want = sorted
        .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
        .findLast(([at, from]) => at < line || (at === line && from <= column));
      const found = map.lookUp(line, column);
      if (want === undefined || want[0] !== line) return assert.equal(found.kind, "outside");
      assert.ok(found.kind === "original");
      assert.deepEqual([found.source, found.line, found.column], ["abc"[want[2] ?? 0], want[3], want[4]]);
    }),
  );
});

test("a map of sections is one map", () => {
  const part = (name: string, line: number) => ({
    offset: { line, column: 10 },
    map: { version: 3, sources: [name], names: [name], mappings: mappingsText([[0, 5, 0, 7, 0, 0]]) },
  });
  const map = openMap({ version: 3, sections: [part("a.ts", 0), part("b.ts", 4)] });
  const found = map.lookUp(4, 15);
  assert.ok(found.kind === "original");
  assert.deepEqual([found.source, found.name, found.line], ["b.ts", "b.ts", 7]);
  assert.equal(map.lookUp(4, 14).kind, "outside");
});

test("lines around a place come from long files and long lines", () => {
  const content = Array.from({ length: 20_000 }, (_, line) => `line ${line} ${"x".repeat(line % 7 === 0 ? 3_000 : 5)}`).join(
    "\r\n",
  );
  const map = openMap({
    version: 3,
    sourceRoot: "/app",
    sources: ["long.js"],
    sourcesContent: [content],
    mappings: mappingsText([[0, 0, 0, 14_321, 0]]),
  });
  const found = map.lookUp(0, 0);
  assert.ok(found.kind === "original");
  assert.equal(found.source, "/app/long.js");
  assert.deepEqual(
    found.lines?.before.map((text) => text.slice(0, 10)),
    [14_316, 14_317, 14_318, 14_319, 14_320].map((line) => `line ${line}`),
  );
  assert.ok(found.lines.before.every(({ length }) => length <= 1_024));
});

const broken: readonly (readonly [string, string])[] = [
  ["no JSON", "<!doctype html>"],
  ["an empty file", ""],
  ["a cut file", '{"version":3,"mappings":"AAAA'],
  ["no mappings", '{"version":3,"sources":[]}'],
  ["mappings that are none", '{"version":3,"mappings":"%%%"}'],
  ["a mapping without end", '{"version":3,"mappings":"gggggggggggg"}'],
  ["a mapping before the file", '{"version":3,"mappings":"DAAA"}'],
  ["six fields", '{"version":3,"mappings":"AAAAAA"}'],
  ["sections of sections", '{"sections":[{"offset":{"line":0,"column":0},"map":{"sections":[]}}]}'],
  ["a list", "[]"],
  ["deep nesting", `{"x":${"[".repeat(200_000)}`],
];
for (const [name, text] of broken) {
  test(`${name} is a broken map and nothing worse`, () => {
    assert.throws(() => packSourceMap(Buffer.from(text)), MapProblem);
  });
}

test("any bytes are a map or a broken one", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), fc.string(), (text, mappings) => {
      for (const file of [text, JSON.stringify({ mappings, sources: text, names: [text], sourcesContent: [text] })]) {
        try {
          packSourceMap(Buffer.from(file));
        } catch (error) {
          assert.ok(error instanceof MapProblem, String(error));
        }
      }
    }),
  );
});

test("functions are told by the braces of any dialect", () => {
  const source = [
    "const re = /[}]'/g; // don't",
    "function outer({ a, b } = {}) {",
    "  const text = `x ${a ? `{${b}` : '}'} y`;",
    "  return <p onClick={() => save(a)}>it's {b}</p>;",
    "}",
    "const api = { async load<T>(id: string): Promise<T> { return fetch(id); }, later: function () { stop(); } };",
    "class Shop { #pay = () => { charge(); }; get total() { return 1; } }",
    "items.forEach((item) => { if (item) { use(item); } });",
  ].join("\n");
  const named = functionScopes(source).map(([line, , , , name]) => `${line} ${name}`);
  assert.deepEqual(named, ["1 outer", "5 load", "5 later", "6 #pay", "6 Shop.total"]);
});

test("a packed map that is cut off or overwritten anywhere never throws: it is no map, or the place is damaged or another", () => {
  const map = { version: 3, sources: ["a.js"], names: ["n"], sourcesContent: ["function n() {}\n".repeat(50)] };
  const segments: TestSegment[] = Array.from({ length: 400 }, (_, at) => [at, 5, 0, at % 50, 3, 0]);
  const whole = Buffer.concat(packSourceMap(Buffer.from(JSON.stringify({ ...map, mappings: mappingsText(segments) }))).parts);
  const kinds = new Set<string>();
  const look = (bytes: Buffer): void => {
    const file = { sizeBytes: bytes.length, close: () => {}, read: sliceOf(bytes) };
    const opened = openPackedMap(file);
    kinds.add(opened === undefined ? "none" : opened.lookUp(200, 5).kind);
  };
  for (let length = 0; length < whole.length; length += 7) look(whole.subarray(0, length));
  for (let at = 0; at < whole.length; at += 3) {
    const bytes = Buffer.from(whole);
    bytes.fill(0xaa, at, Math.min(at + 8, bytes.length));
    look(bytes);
  }
  assert.ok(kinds.has("none") && kinds.has("damaged"), [...kinds].join());
});

const sliceOf =
  (bytes: Buffer) =>
  (position: number, length: number): Buffer =>
    bytes.subarray(Math.min(position, bytes.length), Math.min(position + length, bytes.length));
