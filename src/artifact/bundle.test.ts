import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Bundle } from "./bundle.ts";
import { openBundle } from "./bundle.ts";
import { packBundle } from "./pack-files.ts";
import type { BlobFile } from "./packed-map.ts";
import { mappingsText } from "./test-maps.ts";
import type { TestEntry } from "./test-zip.ts";
import { zipOf } from "./test-zip.ts";

const MAP = Buffer.from(JSON.stringify({ version: 3, sources: ["a.ts"], mappings: mappingsText([[0, 0, 0, 0, 0]]) }));
const SCRIPT = Buffer.from("n()\n//# sourceMappingURL=app.js.map\n");
const ID = "01234567-89AB-cdef-0123-456789abcdef";

function fileOf(bytes: Buffer): BlobFile {
  return { sizeBytes: bytes.length, read: (at, length) => bytes.subarray(at, at + length), close: () => {} };
}

const manifestOf = (files: object): TestEntry => ({ name: "manifest.json", bytes: Buffer.from(JSON.stringify({ files })) });
const GOOD_FILES = {
  "_/_/app.js": { type: "minified_source", url: "~/app.js", headers: { Sourcemap: "app.js.map", "Debug-Id": ID } },
  "_/_/app.js.map": { type: "source_map", url: "~/app.js.map", headers: { "debug-id": ID } },
};
const GOOD: readonly TestEntry[] = [
  manifestOf(GOOD_FILES),
  { name: "_/_/app.js", bytes: SCRIPT },
  { name: "_/_/app.js.map", bytes: MAP },
];

function opened(zip: Buffer): Bundle {
  const bundle = openBundle(fileOf(zip));
  assert.ok(bundle.ok, JSON.stringify(bundle));
  return bundle.value;
}

test("a bundle is read with its head and without, whatever the case of its headers", () => {
  const head = Buffer.from("SYSB\x02\x00\x00\x00", "latin1");
  for (const zip of [zipOf(GOOD), zipOf(GOOD, head), Buffer.concat([head, zipOf(GOOD)])]) {
    const kept: string[] = [];
    const [script, map] = packBundle(opened(zip), (digest) => void kept.push(digest));
    assert.deepEqual([script?.kind, script?.url, script?.mapUrl], ["script", "~/app.js", "app.js.map"]);
    assert.deepEqual([map?.kind, map?.debugId, map?.problem], ["map", "0123456789abcdef0123456789abcdef", undefined]);
    assert.deepEqual(kept, [map?.digest]);
  }
});

function pointingBehindItsEnd(): Buffer {
  const zip = zipOf(GOOD);
  return zip.fill(0x7f, zip.length - 10, zip.length - 6);
}

const sameFile = (name: string): TestEntry => ({ name, bytes: MAP, claims: { offset: 0 } });
const huge = (name: string): TestEntry => ({ name, bytes: MAP, claims: { bytes: 0xffff_0000 } });

const refused: readonly (readonly [name: string, zip: Buffer, says: RegExp])[] = [
  ["no archive", Buffer.from("hello, this is no archive at all"), /no ZIP archive/],
  ["an empty file", Buffer.alloc(0), /too short/],
  ["no manifest", zipOf([{ name: "a.js", bytes: SCRIPT }]), /no manifest/],
  ["a manifest that is none", zipOf([{ name: "manifest.json", bytes: Buffer.from("[]") }]), /form of one/],
  ["a manifest that names what is not there", zipOf([manifestOf({ "x.js": { type: "minified_source" } })]), /not in it/],
  [
    "a way out of the archive",
    zipOf([manifestOf({ "../../etc/passwd": {} }), { name: "../../etc/passwd", bytes: MAP }]),
    /outside/,
  ],
  ["an absolute path", zipOf([manifestOf({ "/etc/passwd": {} }), { name: "/etc/passwd", bytes: MAP }]), /outside/],
  ["one name twice", zipOf([...GOOD, { name: "_/_/app.js", bytes: MAP }]), /twice/],
  ["a bomb as manifest", zipOf([{ name: "manifest.json", bytes: Buffer.alloc(40 * 1_024 * 1_024) }]), /larger than 32 MB/],
  ["a directory that points behind the end", pointingBehindItsEnd(), /damaged/],
  // Each name would be unpacked anew: 20,000 of them make terabytes of a megabyte.
  ["many names for one packed file", zipOf([...GOOD, ...["a.map", "b.map"].map(sameFile)]), /one place/],
  ["more in it than any has", zipOf([...GOOD, ...Array.from({ length: 3 }, (_, index) => huge(`${index}.map`))]), /8 GB/],
];
for (const [name, zip, says] of refused) {
  test(`a bundle with ${name} is refused in words`, () => {
    const bundle = openBundle(fileOf(zip));
    assert.ok(!bundle.ok);
    assert.match(bundle.problem.detail, says);
  });
}

const BOMB = Buffer.alloc(200 * 1_024 * 1_024);
const lies: readonly (readonly [name: string, entry: TestEntry, says: RegExp])[] = [
  ["is a bomb", { name: "_/_/app.js.map", bytes: BOMB }, /larger than 128 MB/],
  ["is a bomb and says it is small", { name: "_/_/app.js.map", bytes: BOMB, claims: { bytes: 1_000 } }, /does not unpack/],
  ["has a wrong checksum", { name: "_/_/app.js.map", bytes: MAP, claims: { crc: 1 } }, /checksum/],
  ["is packed in an unknown way", { name: "_/_/app.js.map", bytes: MAP, claims: { method: 99 } }, /not known/],
  ["lies elsewhere", { name: "_/_/app.js.map", bytes: MAP, claims: { offset: 0x7fff_0000 } }, /damaged/],
  ["is no map", { name: "_/_/app.js.map", bytes: Buffer.from("<html>") }, /not valid JSON/],
];
for (const [name, entry, says] of lies) {
  test(`a file that ${name} costs itself alone`, () => {
    const [script, map] = packBundle(opened(zipOf([...GOOD.slice(0, 2), entry])), () => {});
    assert.equal(script?.problem, undefined);
    assert.equal(map?.digest, undefined);
    assert.match(map?.problem ?? "", says);
  });
}

test("any damage to a bundle is a bundle, or words", () => {
  const zip = zipOf(GOOD);
  fc.assert(
    fc.property(fc.nat(zip.length - 1), fc.nat(255), fc.nat(zip.length), (at, byte, end) => {
      const damaged = Buffer.from(zip);
      damaged[at] = byte;
      const bundle = openBundle(fileOf(damaged.subarray(0, end)));
      if (bundle.ok) packBundle(bundle.value, () => {});
    }),
    { numRuns: 500 },
  );
});

test("a map inside of a script is its map", () => {
  const inline = Buffer.from(`n()\n//# sourceMappingURL=data:application/json;base64,${MAP.toString("base64")}\n`);
  const files = { "a.js": { type: "minified_source", url: "~/a.js" } };
  const [script] = packBundle(opened(zipOf([manifestOf(files), { name: "a.js", bytes: inline }])), () => {});
  assert.match(script?.digest ?? "", /^[0-9a-f]{64}$/);
});
