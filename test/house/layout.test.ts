import assert from "node:assert/strict";
import test from "node:test";
import { ARROWS, importsOf, layoutProblems } from "../../scripts/layout.ts";

const allowed = [
  { path: "src/ingest/door.ts", text: `import { parse } from "../protocol/envelope.ts";` },
  { path: "src/ingest/door.ts", text: `import type { LogWriter } from "../log/log.ts";` },
  { path: "src/store/sqlite/writer.ts", text: `import { StoreUnavailable } from "../../digest/recorder.ts";` },
  { path: "src/api/api-thread.ts", text: `import { reader } from "../store/sqlite/reader.ts";` },
  {
    path: "src/main.ts",
    text: `import { ingest } from "./ingest/door.ts";\nimport { openLog } from "./log/segments/open.ts";`,
  },
  { path: "src/cli/serve.ts", text: `import { openStore } from "../store/sqlite/writer.ts";` },
  { path: "src/digest/loop.test.ts", text: `import { openStore } from "../store/sqlite/writer.ts";` },
  { path: "src/log/log.ts", text: `import { open } from "node:fs";\nimport { z } from "zod";` },
];
for (const { path, text } of allowed) {
  test(`${path} may say: ${text.split("\n")[0]}`, () => assert.deepEqual(layoutProblems([{ path, text }]), []));
}

const refused = [
  {
    path: "src/protocol/dsn.ts",
    text: `import type { Project } from "../project/project.ts";`,
    says: /"protocol" may not know "project"/,
  },
  {
    path: "src/grouping/v0.ts",
    text: `import { clean } from "../protocol/json.ts";`,
    says: /"grouping" may not know "protocol"/,
  },
  { path: "src/ingest/door.ts", text: `import {\n  open,\n} from "../log/segments/open.ts";`, says: /but by "import type"/ },
  {
    path: "src/api/issues.ts",
    text: `import type { Row } from "../store/sqlite/rows.ts";`,
    says: /"api" may not know "store"/,
  },
  {
    path: "src/api/issues.ts",
    text: `const late = await import("../store/sqlite/rows.ts");`,
    says: /"api" may not know "store"/,
  },
  { path: "src/api/issues.ts", text: `export { rows } from "../store/sqlite/rows.ts";`, says: /"api" may not know "store"/ },
  { path: "src/digest/loop.ts", text: `import { start } from "../main.ts";`, says: /nobody but the wiring/ },
  { path: "src/digest/loop.ts", text: `import { start } from "./digest-thread.ts";`, says: /nobody but the wiring/ },
  { path: "src/new-room/new.ts", text: `import { parse } from "../protocol/json.ts";`, says: /not in the table/ },
  { path: "src/main.ts", text: `import { startServer } from "../test/harness/server.ts";`, says: /stays inside src/ },
  { path: "web/data/issues.ts", text: `import { parse } from "../../src/protocol/json.ts";`, says: /client of the API/ },
  { path: "src/api/core/paging.ts", text: "", says: /"core" says nothing/ },
  { path: "src/api/date-utils.ts", text: "", says: /"date-utils.ts" says nothing/ },
  { path: "src/api/long.ts", text: "\n".repeat(301), says: /301 lines, over 300/ },
];
for (const { path, text, says } of refused) {
  test(`${path} may not say: ${text.trim().slice(0, 70)}`, () => {
    const problems = layoutProblems([{ path, text }]);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", says);
  });
}

test("a circle of imports is found, whatever their kind", () => {
  const problems = layoutProblems([
    { path: "src/issue/a.ts", text: `import type { B } from "./b.ts";` },
    { path: "src/issue/b.ts", text: `import { c } from "./c.ts";` },
    { path: "src/issue/c.ts", text: `export * from "./a.ts";` },
  ]);
  assert.deepEqual(problems, [
    "these files import each other in a circle: src/issue/a.ts → src/issue/b.ts → src/issue/c.ts → src/issue/a.ts",
  ]);
});

test("an import is read whatever its shape", () => {
  const text = `import "./a.ts";\nimport b, { type C } from './b.ts';\nexport type { D } from "../d.ts";\nimport type {\n  E,\n} from "./e.ts";`;
  assert.deepEqual(
    importsOf({ path: "src/issue/x.ts", text }).toSorted((a, b) => a.target.localeCompare(b.target)),
    [
      { target: "src/d.ts", isTypeOnly: true },
      { target: "src/issue/a.ts", isTypeOnly: false },
      { target: "src/issue/b.ts", isTypeOnly: false },
      { target: "src/issue/e.ts", isTypeOnly: true },
    ],
  );
});

test("the arrows themselves lead in no circle", () => {
  const reaches = (room: string, seen: readonly string[]): boolean =>
    (ARROWS[room]?.uses ?? []).some((next) => seen.includes(next) || reaches(next, [...seen, next]));
  for (const room of Object.keys(ARROWS)) assert.equal(reaches(room, [room]), false, room);
});
