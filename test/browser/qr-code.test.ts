import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { qrCode } from "../../web/data/qr.ts";

/** Rows of 0 and 1, as another encoder (segno 1.6, level L, mask 0) draws as many x as fill the version; all were read by ZXing. */
const DRAWN = [
  { length: 17, version: 1, sha256: "714ce3d4a6c70750b8877fe7de584f0071b6eb80e6aac66073fe1fe7210f4703" },
  { length: 154, version: 7, sha256: "ee98d9283d183ecf5ba0417772ce24e628022733e2050c6b57929cf42a7432ea" },
  { length: 230, version: 9, sha256: "d929204fc3c4bf6ddbfcd701df6b73c8a0e505fc2fd68b8d9c2d373c1357ff2d" },
  { length: 2953, version: 40, sha256: "7ee6f471143d3d3103bc3d587b99b20791dacc4839948ea49bb0e88113fce008" },
];
for (const { length, version, sha256 } of DRAWN) {
  test(`a text that fills version ${version} is drawn as another encoder draws it`, () => {
    const code = qrCode("x".repeat(length));
    assert.ok(code !== undefined);
    assert.equal(code.size, 4 * version + 17);
    const side = Array.from({ length: code.size }, (_, at) => at);
    const rows = side.map((y) => side.map((x) => (code.isDark(x, y) ? 1 : 0)).join(""));
    assert.equal(createHash("sha256").update(rows.join("\n")).digest("hex"), sha256);
  });
}

test("a text is given the least version that holds it, in bytes, and none where there is none", () => {
  assert.equal(qrCode("x".repeat(18))?.size, 25);
  assert.equal(qrCode("ä".repeat(9))?.size, 25);
  assert.equal(qrCode("x".repeat(2_954)), undefined);
});
