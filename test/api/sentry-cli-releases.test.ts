import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import type { FakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import { fakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import { GOOD_TOKEN, shopWorld } from "../fakes/codehost/world.ts";
import { CLI_VERSIONS, installCli, runCli } from "../harness/sentry-cli.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";

/** The real command line against a whole server: what a build does with releases. */

const Release = z.object({
  version: z.string(),
  status: z.string(),
  dateReleased: z.string().nullable(),
  url: z.string().nullable(),
  commitCount: z.number(),
  deployCount: z.number(),
  lastCommit: z.object({ id: z.string(), message: z.string() }).nullable(),
  projects: z.array(z.object({ slug: z.string() })),
});
const CommitFiles = z.array(z.object({ filename: z.string(), commitId: z.string() }));

let server: TestServer;
let gitlab: FakeGitlab;
let repository = "";
let head = "";

before(async () => {
  gitlab = await fakeGitlab(shopWorld("acme"), "");
  server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  const connected = await server.api(`/projects/${server.organization}/${server.project}/code-host/`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "gitlab", origin: gitlab.origin, token: GOOD_TOKEN, repository: "11" }),
  });
  assert.equal(connected.status, 200, await connected.text());
  repository = mkdtempSync(path.join(tmpdir(), "culprit-checkout-"));
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", `${gitlab.origin}/acme/shop.git`);
  for (const [file, message] of [
    ["src/pay.ts", "Pay"],
    ["src/cart.ts", "Fill the cart"],
  ] as const) {
    mkdirSync(path.join(repository, "src"), { recursive: true });
    writeFileSync(path.join(repository, file), message);
    git("add", ".");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", message);
  }
  head = git("rev-parse", "HEAD").trim();
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await gitlab.close();
  rmSync(repository, { recursive: true });
});

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: repository, encoding: "utf8" });
}

for (const cli of CLI_VERSIONS) {
  test(`sentry-cli ${cli} makes, finalizes, deploys, shows, archives and deletes releases`, async (t) => {
    const installed = await installCli(cli);
    if ("missing" in installed) return t.skip(installed.missing);
    const version = `shop@${cli}+1 beta`;
    const env = {
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: server.organization,
      SENTRY_PROJECT: server.project,
    };
    const run = async (...args: readonly string[]): Promise<string> => {
      const { code, output } = await runCli(installed.program, repository, env, args);
      assert.equal(code, 0, `${args.join(" ")}: ${output}`);
      return output;
    };
    const place = `/organizations/${server.organization}/releases/${encodeURIComponent(version)}/`;
    const release = async (): Promise<z.output<typeof Release>> => Release.parse(await server.read(place));

    await run("releases", "new", version, "--url", "https://ci.example/7");
    assert.deepEqual([(await release()).url, (await release()).dateReleased], ["https://ci.example/7", null]);
    await run("releases", "set-commits", version, "--local");
    const local = await release();
    assert.deepEqual([local.commitCount, local.lastCommit?.id, local.lastCommit?.message.trim()], [2, head, "Fill the cart"]);
    const files = CommitFiles.parse(await server.read(`${place}commitfiles/`));
    assert.ok(
      files.some(({ filename, commitId }) => filename === "src/cart.ts" && commitId === head),
      JSON.stringify(files),
    );
    await run("releases", "finalize", version);
    assert.notEqual((await release()).dateReleased, null);
    await run("deploys", "new", "-r", version, "-e", "production", "-n", "blue", "-t", "30");
    assert.match(await run("deploys", "list", "-r", version), /production/);
    assert.match(await run("releases", "list"), new RegExp(version.replaceAll(/[+.]/g, "\\$&")));
    assert.match(await run("releases", "info", version, "--show-projects", "--show-commits"), new RegExp(head));
    await run("releases", "set-commits", version, "--commit", `acme/shop@${"a".repeat(40)}..${head}`);
    assert.deepEqual([(await release()).commitCount, (await release()).lastCommit?.id], [1, head]);
    await run("releases", "set-commits", version, "--clear");
    assert.equal((await release()).commitCount, 0);
    await run("releases", "set-commits", version, "--auto");
    assert.deepEqual([(await release()).commitCount, (await release()).lastCommit?.id], [1, head]);
    await run("releases", "archive", version);
    assert.equal((await release()).status, "archived");
    await run("releases", "restore", version);
    assert.equal((await release()).status, "open");
    assert.equal((await run("releases", "propose-version")).trim(), head);
    await run("releases", "delete", version);
    assert.equal((await server.api(place)).status, 404);
    await run("releases", "delete", version);
    assert.equal((await runCli(installed.program, repository, env, ["releases", "info", version])).code, 1);
  });
}
