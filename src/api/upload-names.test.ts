import assert from "node:assert/strict";
import { test } from "node:test";
import { openPopulatedWorld } from "./test-world.ts";

const WAYS_OUT = [
  "../../culprit.db",
  "..",
  `${"../".repeat(13)}x`,
  `${"a".repeat(39)}/`,
  "A".repeat(40),
  `${"a".repeat(40)}\n`,
  "a".repeat(41),
  "\0",
  "",
];

test("checksums and chunks of an upload are hex digits, whatever else they are called", async () => {
  const world = await openPopulatedWorld();
  const token = await world.makeToken(["project:releases"], { userId: world.ownerId });
  const good = "a".repeat(40);
  for (const bad of WAYS_OUT) {
    for (const [path, body] of [
      ["/organizations/acme/artifactbundle/assemble/", { checksum: bad, chunks: [good], projects: ["web"] }],
      ["/organizations/acme/artifactbundle/assemble/", { checksum: good, chunks: [good, bad], projects: ["web"] }],
      ["/organizations/acme/releases/1.0/assemble/", { checksum: bad, chunks: [good] }],
      ["/organizations/acme/releases/1.0/assemble/", { checksum: good, chunks: [bad] }],
      ["/projects/acme/web/files/difs/assemble/", { [bad]: { name: "mapping.txt", chunks: [good] } }],
      ["/projects/acme/web/files/difs/assemble/", { [good]: { name: "mapping.txt", chunks: [bad] } }],
    ] as const) {
      const answered = await world.ask(`/api/0${path}`, { method: "POST", token, body });
      assert.equal(answered.status, 400, `${path} ${JSON.stringify(body)} ${answered.text}`);
    }
  }
});
