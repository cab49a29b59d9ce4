import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { promisify } from "node:util";
import { findNginx, noNginx } from "../harness/nginx.ts";
import { startServer } from "../harness/server.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const noSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0 ? false : "no systemd-analyze here";

function placeFor(context: TestContext): string {
  const place = mkdtempSync(path.join(tmpdir(), "culprit-deploy-"));
  context.after(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

/** The lines of the image's second stage. */
const runs = readFileSync(path.join(ROOT, "Dockerfile"), "utf8").split(/^FROM /m)[2] ?? "";

test("what the image holds is all that a server needs, and its health check says when it is ready", async (context) => {
  const place = placeFor(context);
  const copied = Array.from(runs.matchAll(/^COPY --from=build \/app\/(\S+) /gm), ([, name = ""]) => name);
  assert.deepEqual(copied.toSorted(), ["bin", "dist", "node_modules", "package.json", "src"]);
  const isLeftOut = (file: string): boolean => /\.(test|bench|contract)\.ts$|(^|\/)test-[^/]*$/.test(file);
  for (const name of copied) {
    if (name === "node_modules") continue;
    cpSync(path.join(ROOT, name), path.join(place, name), { recursive: true, filter: (from) => !isLeftOut(from) });
  }
  for (const packagePlace of productionPackages()) {
    const target = path.join(place, path.relative(ROOT, packagePlace));
    mkdirSync(path.dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(packagePlace, target);
  }
  await using server = await startServer({ command: [process.execPath, path.join(place, "bin/culprit.mjs"), "serve"] });

  const [program = "", ...args] = healthCheck();
  assert.equal(program, "node");
  const check = (port: string): Promise<unknown> =>
    promisify(execFile)(process.execPath, args, { env: { ...process.env, CULPRIT_PORT: port } });
  await check(new URL(server.url).port);
  await server.stop();
  await assert.rejects(check(new URL(server.url).port));
});

/** As `npm prune --omit=dev --omit=optional` leaves them. */
function productionPackages(): readonly string[] {
  const listed = spawnSync("npm", ["ls", "--all", "--parseable", "--omit=dev", "--omit=optional"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed.stdout.split("\n").filter((line) => line.includes("node_modules"));
}

function healthCheck(): readonly string[] {
  const written: unknown = JSON.parse(/HEALTHCHECK[^[]*CMD (\[.*\])/.exec(runs)?.[1] ?? "[]");
  assert.ok(Array.isArray(written));
  return written.map(String);
}

test("the image runs as somebody without rights, keeps its data in a volume, and is ended by SIGTERM", () => {
  assert.match(runs, /^USER node$/m);
  assert.match(runs, /^VOLUME \/data$/m);
  assert.match(runs, /^STOPSIGNAL SIGTERM$/m);
  assert.match(runs, /^ENTRYPOINT \["node", /m);
  assert.ok(runs.indexOf("USER node") < runs.indexOf("ENTRYPOINT"));
});

test("systemd finds nothing wrong with the unit", { skip: noSystemd }, (context) => {
  const place = placeFor(context);
  const unit = readFileSync(path.join(ROOT, "deploy/culprit.service"), "utf8");
  const here = unit.replace("/usr/bin/node", process.execPath);
  assert.notEqual(here, unit);
  writeFileSync(path.join(place, "culprit.service"), here);
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", path.join(place, "culprit.service")], {
    encoding: "utf8",
  });
  // Units of this machine may have faults of their own, which it tells as well.
  assert.doesNotMatch(stderr, /culprit/);
  assert.equal(status, 0, stderr);
});

test("nginx takes the file for a host name of its own", { skip: noNginx() }, (context) => {
  const place = placeFor(context);
  const tls = path.join(ROOT, "test/fixtures/tls");
  const text = readFileSync(path.join(ROOT, "deploy/nginx/culprit.conf"), "utf8")
    .replace(/ssl_certificate \S+;/, `ssl_certificate ${tls}/proxy.crt;`)
    .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${tls}/server.key;`);
  writeFileSync(path.join(place, "culprit.conf"), text);
  cpSync(path.join(ROOT, "deploy/nginx/culprit-proxy.conf"), path.join(place, "culprit-proxy.conf"));
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${kind};`).join(" ");
  writeFileSync(
    path.join(place, "nginx.conf"),
    `pid nginx.pid; error_log stderr; events {} http { access_log off; ${kinds} include culprit.conf; }`,
  );
  execFileSync(findNginx() ?? "", ["-t", "-q", "-p", place, "-c", "nginx.conf", "-e", "stderr"]);
});
