import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { sendEvents, waitForIssues } from "../browser/send.ts";
import { installed, OPENAPI_TYPESCRIPT } from "../harness/npm-program.ts";
import { startServer } from "../harness/server.ts";

const execute = promisify(execFile);
const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const OPTIONS = [
  "--ignoreConfig",
  "--strict",
  "--noEmit",
  "--target",
  "esnext",
  "--module",
  "nodenext",
  "--allowImportingTsExtensions",
];

/** A program against the generated types: a field that is not in the document does not compile. */
const SMOKE = `
import createClient from "openapi-fetch";
import type { paths } from "./culprit.ts";

declare const process: { readonly argv: readonly string[] };
const [baseUrl = "", token = "", organization = "", project = ""] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer " + token } });
const path = { organization, project };

const projects = await client.GET("/api/0/organizations/{organization}/projects/", { params: { path: { organization } } });
const slugs: readonly string[] = projects.data?.map(({ slug }) => slug) ?? [];

const listed = await client.GET("/api/0/projects/{organization}/{project}/issues/", {
  params: { path, query: { query: "is:unresolved", limit: "10" } },
});
const issue = listed.data?.[0];
if (issue === undefined) throw new Error("no issue is listed: " + JSON.stringify(listed.error));

const place = { organization, issue: issue.id };
const resolved = await client.PUT("/api/0/organizations/{organization}/issues/{issue}/", {
  params: { path: place },
  body: { status: "resolved" },
});
const read = await client.GET("/api/0/organizations/{organization}/issues/{issue}/events/{event}/", {
  params: { path: { ...place, event: "latest" } },
});
const missing = await client.GET("/api/0/issues/{issue}/", { params: { path: { issue: "999" } } });
const detail: string | undefined = missing.error?.detail;
console.log(JSON.stringify({ slugs, title: issue.title, status: resolved.data?.status, message: read.data?.title, detail }));
`;

test("a client made of the document compiles, lists projects and issues, resolves one and reads an event", async () => {
  await using server = await startServer();
  const answer = await fetch(`${server.url}/api/docs/openapi.json`);
  assert.equal(answer.status, 200);
  const generator = await installed(OPENAPI_TYPESCRIPT);
  await sendEvents(server, [{ event_id: "a".repeat(32), message: "Out of beans", level: "error" }]);
  await waitForIssues(server, 1);

  // Beside the client that was installed, so that Node finds it.
  const folder = mkdtempSync(path.join(generator.split("node_modules")[0] ?? "", "smoke-"));
  try {
    writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(path.join(folder, "openapi.json"), await answer.text());
    writeFileSync(path.join(folder, "smoke.ts"), SMOKE);
    const run = (program: string, ...args: readonly string[]) =>
      execute(process.execPath, [program, ...args], { cwd: folder, maxBuffer: 16 * 1024 * 1024 }).catch((error: unknown) => {
        throw new Error(`${path.basename(program)}: ${JSON.stringify(error)}`);
      });
    await run(generator, "openapi.json", "--output", "culprit.ts");
    await run(TSC, ...OPTIONS, "smoke.ts", "culprit.ts");
    const { stdout } = await run("smoke.ts", server.url, server.token, server.organization, server.project);
    assert.deepEqual(z.unknown().parse(JSON.parse(stdout)), {
      slugs: [server.project],
      title: "Out of beans",
      status: "resolved",
      message: "Out of beans",
      detail: "The requested resource does not exist",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
