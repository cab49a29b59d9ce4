import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { withTable } from "./attack-table.ts";
import type { Attack } from "./attack.ts";
import { ATTACKS, isAttack, weakenedSource } from "./attacks.ts";

test("every weakened build can still be made, and every attack has the test that it names", () => {
  for (const name of Object.keys(ATTACKS).filter(isAttack)) {
    const { test: held, weakened }: Attack = ATTACKS[name];
    const source = readFileSync(weakened.file, "utf8");
    assert.notEqual(weakenedSource(name, source), source);
    assert.throws(() => weakenedSource(name, "something else"), /mend/);
    assert.ok(existsSync(held.file), held.file);
    assert.ok(readFileSync(held.file, "utf8").includes(held.name ?? "test("), `${held.file} has no test called ${held.name}`);
  }
});

test("the table of docs/attacks.md is the suite's, and says that each test was seen to fail", () => {
  const document = readFileSync("docs/attacks.md", "utf8");
  assert.equal(withTable(document, new Map()), document, "npm run attack -- --write");
  const rows = document.split("\n").filter((line) => line.startsWith("| `"));
  assert.deepEqual(
    rows.filter((row) => !row.endsWith("| passes, fails |")),
    [],
  );
});
