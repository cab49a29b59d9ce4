import assert from "node:assert/strict";
import { test } from "node:test";
import { isOriginAllowed, isOriginPattern } from "./origin.ts";

type Case = {
  readonly origin?: string;
  readonly referer?: string;
  readonly allowed: readonly string[];
  readonly want: boolean;
};
const cases: readonly Case[] = [
  { origin: "https://shop.example", allowed: ["*"], want: true },
  { origin: "https://shop.example", allowed: ["shop.example"], want: true },
  { origin: "https://SHOP.example", allowed: ["Shop.Example"], want: true },
  { origin: "https://evil.example", allowed: ["shop.example"], want: false },
  { origin: "https://evilshop.example", allowed: ["*.shop.example"], want: false },
  { origin: "https://a.b.shop.example", allowed: ["*.shop.example"], want: true },
  { origin: "https://shop.example", allowed: ["*.shop.example"], want: true },
  { origin: "https://shop.example.evil.example", allowed: ["shop.example", "*.shop.example"], want: false },
  { origin: "http://shop.example", allowed: ["https://shop.example"], want: false },
  { origin: "https://shop.example", allowed: ["https://*"], want: true },
  { origin: "https://shop.example:8443", allowed: ["shop.example"], want: true },
  { origin: "https://shop.example:8443", allowed: ["shop.example:443"], want: false },
  { origin: "https://shop.example", allowed: ["shop.example:443"], want: true },
  { origin: "http://anything:3000", allowed: ["*:3000"], want: true },
  { origin: "http://anything:3001", allowed: ["*:3000"], want: false },
  { origin: "https://other.example", allowed: ["shop.example", "other.example"], want: true },
  { origin: "https://shop.example", allowed: [], want: false },
  // Neither a browser nor a page of a site: there is nothing to check.
  { allowed: ["shop.example"], want: true },
  { origin: "null", allowed: ["shop.example"], want: true },
  { origin: "capacitor://localhost", allowed: ["shop.example"], want: true },
  // A sandboxed frame says "null", and the referrer says where it is.
  { origin: "null", referer: "https://evil.example/page", allowed: ["shop.example"], want: false },
  { referer: "https://shop.example/cart?x=1", allowed: ["shop.example"], want: true },
  { origin: "https://evil.example", referer: "https://shop.example/", allowed: ["shop.example"], want: false },
];
for (const { origin, referer, allowed, want } of cases) {
  test(`origin ${origin ?? "-"}, referrer ${referer ?? "-"} with [${allowed.join(" ")}] is ${want ? "let in" : "refused"}`, () => {
    assert.equal(isOriginAllowed({ origin, referer }, allowed), want);
  });
}

for (const text of [
  "*",
  "shop.example",
  "*.shop.example",
  "https://shop.example",
  "*:3000",
  "http://[::1]:3000",
  "localhost",
]) {
  test(`${text} may stand in a list`, () => assert.ok(isOriginPattern(text)));
}
for (const text of ["", "ftp://shop.example", "a b", "sh*p.example", "shop.example:port", "x".repeat(300)]) {
  test(`${JSON.stringify(text.slice(0, 20))} may not stand in a list`, () => assert.ok(!isOriginPattern(text)));
}
