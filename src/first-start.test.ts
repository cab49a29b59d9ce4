import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { openDataDirectory } from "./data-directory.ts";

const place = mkdtempSync(path.join(tmpdir(), "culprit-first-start-"));
after(() => rmSync(place, { recursive: true, force: true }));

for (const call of ["writeFileSync", "renameSync"]) {
  test(`a first start that is killed in ${call} while it makes the secret key can be repeated`, () => {
    const directory = path.join(place, call);
    const script = `
      const fs = require("node:fs");
      fs.${call} = (file) => {
        if ("${call}" === "writeFileSync") fs.closeSync(fs.openSync(file, "w")); // made, and still empty
        process.kill(process.pid, "SIGKILL");
      };
      require("node:module").syncBuiltinESMExports();
      import(${JSON.stringify(new URL("data-directory.ts", import.meta.url).href)})
        .then(({ openDataDirectory }) => openDataDirectory(${JSON.stringify(directory)}, undefined).secretKey());`;
    const { signal } = spawnSync(process.execPath, ["--input-type=commonjs", "--eval", script]);
    assert.equal(signal, "SIGKILL");
    assert.match(openDataDirectory(directory, undefined).secretKey(), /^[0-9a-f]{64}$/);
  });
}
