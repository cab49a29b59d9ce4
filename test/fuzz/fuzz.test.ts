import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRequest } from "./make-request.ts";
import { runFuzz } from "./run.ts";
import { readSeeds } from "./seeds.ts";

test("2,000 mutated envelopes break nothing: no crash, no 5xx, no quarantine, and what was stored can be read", async () => {
  const report = await runFuzz({ envelopes: 2_000, seed: 11, connections: 6 });
  // When a sound event was to be seen is asked of the long run: here other tests share the machine.
  assert.deepEqual(
    report.problems.filter((text) => !text.includes("not visible within")),
    [],
  );
  assert.equal(report.envelopes, 2_000);
  assert.ok(report.pastFraming >= 1_000, `${report.pastFraming} got past the framing`);
  assert.ok(report.digested >= 400, `${report.digested} got into the digest`);
  assert.ok(report.readBack > 50, `${report.readBack} pages were read back`);
});

test("a mutated request can be made again from its seed and number", () => {
  const seeds = readSeeds();
  const address = { host: "x", projectId: "1", publicKey: "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6" };
  const [one, again, other] = [
    makeRequest(1, 77, seeds, address),
    makeRequest(1, 77, seeds, address),
    makeRequest(2, 77, seeds, address),
  ];
  assert.ok(one.bytes.equals(again.bytes));
  assert.ok(!one.bytes.equals(other.bytes));
});

test("every kind of mutation is tried, and each captured SDK is begun with", () => {
  const seeds = readSeeds();
  const address = { host: "x", projectId: "1", publicKey: "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6" };
  const kinds = new Set(
    Array.from({ length: 300 }, (_, number) => makeRequest(1, number, seeds, address)).flatMap(({ kinds: of }) => of),
  );
  assert.equal(kinds.size, 10, [...kinds].join(", "));
  assert.ok(seeds.length > 480, `${seeds.length} seeds`);
});
