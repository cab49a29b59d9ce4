import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { z } from "zod";
import { tokenContext } from "../../src/backend/sentry/connection.ts";
import { seal } from "../../src/outbound/sealed.ts";
import { freePort } from "../harness/free-port.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";

const ENTRY = path.resolve(import.meta.dirname, "../../bin/culprit.mjs");
const Said = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({ check: z.string(), level: z.enum(["wrong", "note"]), text: z.string(), remedy: z.string().min(10) }),
  ),
});
/** What the server under test has by default: no proxy, and a mail server that the rules of its project can use. */
const MAIL = { CULPRIT_SMTP_URL: "smtp://127.0.0.1:25" };

type Environment = { readonly [name: string]: string | undefined };

/** `culprit doctor` in the environment of a server, with what is changed in it. */
async function examine(server: Pick<TestServer, "url" | "dataDir">, changed: Environment = {}): Promise<z.infer<typeof Said>> {
  const env = {
    PATH: process.env["PATH"],
    CULPRIT_URL: server.url,
    CULPRIT_PORT: new URL(server.url).port,
    CULPRIT_DATA_DIR: server.dataDir,
    ...MAIL,
    ...changed,
  };
  const { code, text } = await new Promise<{ code: unknown; text: string }>((resolve) => {
    execFile(process.execPath, [ENTRY, "doctor", "--json"], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, text: stdout === "" ? stderr : stdout }),
    );
  });
  const said = Said.parse(JSON.parse(text));
  assert.equal(code, said.ok ? 0 : 1);
  return said;
}

async function checksOf(server: Pick<TestServer, "url" | "dataDir">, changed: Environment = {}): Promise<readonly string[]> {
  return (await examine(server, changed)).findings.map(({ check }) => check);
}

test("a server that is well has one note, that no backup was made, and none after one", async () => {
  await using server = await startServer({ env: MAIL });
  const before = await examine(server);
  assert.deepEqual([before.ok, before.findings.map(({ check, level }) => [check, level])], [true, [["backup", "note"]]]);
  const place = mkdtempSync(path.join(tmpdir(), "culprit-doctor-"));
  try {
    await server.culprit("backup", path.join(place, "one"));
    assert.deepEqual(await examine(server), { ok: true, findings: [] });
    assert.match(await server.culprit("doctor"), /^Nothing is wrong/);
  } finally {
    rmSync(place, { recursive: true });
  }
});

test("mistakes in the environment are found, each with its remedy", async () => {
  await using server = await startServer({ env: MAIL });
  await server.culprit("backup", `${server.dataDir}-backup`);
  rmSync(`${server.dataDir}-backup`, { recursive: true });
  const nobody = await freePort();
  const other = createServer((_request, response) => response.end("another program")).listen(0, "127.0.0.1");
  const leadsOn = createServer((request, response) =>
    response.writeHead(308, { Location: `https://errors.example.org${request.url}` }).end(),
  ).listen(0, "127.0.0.1");
  await Promise.all([once(other, "listening"), once(leadsOn, "listening")]);
  const portOf = (one: typeof other): number => {
    const address = one.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  const CASES: readonly (readonly [string, Environment, readonly string[]])[] = [
    ["wrong values", { CULPRIT_PORT: "many", CULPRIT_RETENTION_DAYS: "0" }, ["configuration", "configuration"]],
    ["another directory", { CULPRIT_DATA_DIR: `${server.dataDir}-not-there` }, ["data-directory"]],
    ["another port", { CULPRIT_PORT: String(nobody) }, ["ready"]],
    ["an address where nothing listens", { CULPRIT_URL: `http://127.0.0.1:${nobody}` }, ["public-address"]],
    [
      "an address that nobody knows",
      { CULPRIT_URL: "http://culprit.invalid", CULPRIT_TRUSTED_PROXIES: "127.0.0.1" },
      ["public-address"],
    ],
    ["an address of another program", { CULPRIT_URL: `http://127.0.0.1:${portOf(other)}` }, ["public-address"]],
    ["an address that leads on", { CULPRIT_URL: `http://127.0.0.1:${portOf(leadsOn)}` }, ["public-address"]],
    ["a path that is not the server's", { CULPRIT_URL: `${server.url}/other` }, ["public-address"]],
    ["listening for all, named for oneself", { CULPRIT_HOST: "0.0.0.0" }, ["public-address-local"]],
    [
      "TLS without a trusted proxy",
      { CULPRIT_URL: server.url.replace("http:", "https:") },
      ["public-address", "trusted-proxies"],
    ],
    ["everybody is trusted", { CULPRIT_TRUSTED_PROXIES: "0.0.0.0/0" }, ["trusted-proxies"]],
    ["no mail server", { CULPRIT_SMTP_URL: undefined }, ["mail"]],
  ];
  try {
    for (const [what, changed, expected] of CASES) assert.deepEqual(await checksOf(server, changed), expected, what);
    const { findings } = await examine(server, { CULPRIT_URL: `http://127.0.0.1:${portOf(leadsOn)}` });
    assert.equal(findings[0]?.remedy, "Set CULPRIT_URL=https://errors.example.org");
  } finally {
    other.close();
    leadsOn.close();
  }
});

test("mistakes in the data directory are found, and nothing is mended without a word", async () => {
  await using server = await startServer({ env: MAIL });
  const key = path.join(server.dataDir, "secret.key");
  const wrongOf = async (): Promise<readonly string[]> =>
    (await examine(server)).findings.filter(({ level }) => level === "wrong").map(({ check }) => check);

  chmodSync(server.dataDir, 0o755);
  assert.deepEqual(await wrongOf(), ["data-directory-rights"]);
  assert.equal(statSync(server.dataDir).mode & 0o777, 0o755);
  chmodSync(server.dataDir, 0o700);

  await server.stop();
  assert.deepEqual(await wrongOf(), ["running"]);
  const change = (sql: string, ...values: (string | number)[]): void => {
    const db = new DatabaseSync(path.join(server.dataDir, "culprit.db"));
    db.prepare(sql).run(...values);
    db.close();
  };
  const origin = "https://sentry.example.org";
  const sealed = seal("another key, of an older installation", tokenContext(1, origin), "a token");
  change(
    `INSERT INTO alert_channel (project_id, kind, name, hint, addresses, sealed_secret, created_at_ms) VALUES (1, 'email', 'x', 'x', '[]', ?, 0)`,
    sealed,
  );
  assert.deepEqual(await wrongOf(), ["running"]);
  renameSync(key, `${key}.away`);
  assert.deepEqual(await wrongOf(), ["secret-key", "running"]);
  copyFileSync(`${key}.away`, key);

  change("UPDATE digest_state SET latest_received_at_ms = ?", Date.now() + 3_600_000);
  assert.deepEqual(await wrongOf(), ["running", "clock"]);
  change("UPDATE digest_state SET latest_received_at_ms = 0");
  change("INSERT INTO quarantine VALUES (1, 0, 'a problem', x'00')");
  assert.ok((await checksOf(server)).includes("quarantine"));
  change("PRAGMA user_version = 9999");
  assert.deepEqual(await wrongOf(), ["version", "running"]);
});
