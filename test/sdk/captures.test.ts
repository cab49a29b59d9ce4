import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startServer } from "../harness/server.ts";
import { captureFolders, expectedRows, replay } from "./captures.ts";

const server = await startServer();
after(() => server[Symbol.asyncDispose]());

for (const folder of captureFolders()) {
  test(`what ${folder} sends is stored with its title, culprit, innermost in-app function and person`, async () => {
    const rows = await replay(server, folder);
    assert.ok(rows.length > 0);
    assert.deepEqual(rows, expectedRows(folder));
  });
}
