import assert from "node:assert/strict";
import { test } from "node:test";
import { freeSlug, isSlug, slugOfName } from "./slug.ts";

const names = [
  { name: "Shop", want: "shop" },
  { name: "  Shop (Web) ", want: "shop-web" },
  { name: "Größe & Maß", want: "gro-e-ma" },
  { name: "Café", want: "cafe" },
  { name: "2027", want: "project-2027" },
  { name: "магазин", want: "project" },
  { name: "店", want: "project" },
  { name: "!?", want: undefined },
  { name: "   ", want: undefined },
  { name: `${"a".repeat(49)} b`, want: "a".repeat(49) },
];
for (const { name, want } of names) {
  test(`the slug of ${JSON.stringify(name)} is ${want ?? "none"}`, () => {
    const slug = slugOfName(name, "project");
    assert.equal(slug, want);
    assert.ok(slug === undefined || isSlug(slug));
  });
}

for (const text of ["shop", "a", "shop_2-x", "2a", "a".repeat(50)]) test(`${text} is a slug`, () => assert.ok(isSlug(text)));
for (const text of ["", "Shop", "shop web", "12", "-shop", "a/b", "é", "a".repeat(51), "a\n"]) {
  test(`${JSON.stringify(text)} is no slug`, () => assert.ok(!isSlug(text)));
}

test("a taken slug gets the first free number, within the length", () => {
  const taken = new Set(["shop", "shop-2", "a".repeat(50)]);
  assert.equal(
    freeSlug("shop", (slug) => taken.has(slug)),
    "shop-3",
  );
  assert.equal(
    freeSlug("a".repeat(50), (slug) => taken.has(slug)),
    `${"a".repeat(48)}-2`,
  );
});
