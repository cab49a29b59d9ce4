import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { createApi } from "./api.ts";
import { eventId, openPopulatedWorld, openWorld, recordError } from "./test-world.ts";

const nonsense = [
  "/api/0/nowhere/",
  "/api/1/projects/",
  "/api/",
  "/",
  "//evil.example/api/0/",
  "/api/0/organizations/%E0%A4%A/",
  "/api/0/organizations/a%00b/",
  `/api/0/organizations/${"x".repeat(2_000)}/`,
  "/api/0/organizations/../../etc/",
  "api/0/",
  "http://evil.example/api/0/",
  "/api/0/ x",
  "/api/0/organizations/acme/issues/?%",
  `/api/0/organizations/acme/issues/?${"a=1&".repeat(5_000)}`,
  "/api/0/organizations/acme/issues/?__proto__=1&constructor=2&query=%FF",
];
for (const path of nonsense) {
  test(`${path.slice(0, 60)} is answered with JSON whose detail is a text`, async () => {
    const world = await openPopulatedWorld();
    const answered = await world.ask(path, { session: world.reporter });
    assert.ok([200, 400, 404, 414].includes(answered.status), String(answered.status));
    assert.equal(answered.headers["content-type"], "application/json");
    if (answered.status !== 200) assert.equal(typeof answered.json.detail, "string");
  });
}

test("unknown methods are refused, and a slash more or less never redirects", async () => {
  const world = await openPopulatedWorld();
  for (const method of ["PATCH", "OPTIONS", "BREW", ""]) {
    const answered = await world.ask("/api/0/projects/", { method, session: world.reporter });
    assert.ok([400, 404].includes(answered.status), method);
  }
  for (const path of ["/api/0", "/api/0/", "/api/0/projects", "/api/0/projects/", "/api/0/projects/?", "/api/0/projects?"]) {
    assert.equal((await world.ask(path, { session: world.reporter })).status, 200, path);
  }
});

test("HEAD is answered like GET without a body", async () => {
  const world = await openPopulatedWorld();
  const answered = await world.ask("/api/0/projects/", { method: "HEAD", session: world.reporter });
  assert.deepEqual([answered.status, answered.text], [200, ""]);
  assert.match(answered.headers["link"] ?? "", /rel="next"/);
});

test("health asks for somebody known; regions never refuse a user", async () => {
  const world = await openPopulatedWorld();
  const token = await world.makeToken(["project:releases"], { userId: world.ownerId });
  assert.equal((await world.ask("/api/0/internal/health/")).status, 401);
  assert.equal((await world.ask("/api/0/internal/health/", { token })).status, 200);
  const regions = await world.ask("/api/0/users/me/regions/", { token });
  assert.deepEqual(regions.json, { regions: [{ name: "default", url: "https://errors.example.org/base" }] });
  assert.equal((await world.ask("/api/0/users/me/", { token })).json.email, "ada@example.org");
});

test("a JSON type without a body is no body, on every method", async () => {
  const world = await openPopulatedWorld();
  const headers = { "content-type": "application/json" };
  assert.equal((await world.ask("/api/0/projects/", { session: world.reporter, headers })).status, 200);
  assert.equal((await world.ask("/api/0/auth/", { method: "DELETE", session: world.reporter, headers })).status, 204);
  const put = await world.ask("/api/0/organizations/acme/issues/", { method: "PUT", session: world.owner, headers });
  assert.deepEqual([put.status, typeof put.json.detail], [400, "string"]);
});

test("a body that is too large, too deep or of another type costs only itself", async () => {
  const world = await openPopulatedWorld();
  const put = (body: string, type = "application/json") =>
    world.ask("/api/0/organizations/acme/issues/", {
      method: "PUT",
      session: world.owner,
      body,
      headers: { "content-type": type },
    });
  assert.equal((await put("x".repeat(1024 * 1024 + 1))).status, 413);
  assert.equal((await put("[".repeat(500_000))).status, 400);
  assert.equal((await put('{"__proto__":{"status":"resolved"}}')).status, 400);
  assert.equal((await put("status=resolved", "application/x-www-form-urlencoded")).status, 415);
  assert.equal((await put('{"status":"resolved"}', "application/json; charset=utf-8")).status, 204);
});

test("every answer carries the rate-limit headers that typed clients read", async () => {
  const world = await openWorld();
  for (const path of ["/api/0/", "/api/0/projects/", "/api/0/nowhere/", "//"]) {
    const { headers } = await world.ask(path);
    for (const name of ["limit", "remaining", "reset", "concurrentlimit", "concurrentremaining"]) {
      assert.match(headers[`x-sentry-rate-limit-${name}`] ?? "", /^\d+$/, `${path} ${name}`);
    }
  }
});

test("polling with an ETag pays for what changed", async () => {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  const path = "/api/0/organizations/acme/issues/";
  const first = await world.ask(path, { session: world.reporter });
  const etag = first.headers["etag"] ?? "";
  assert.match(etag, /^W\/"/);
  const poll = () => world.ask(path, { session: world.reporter, headers: { "if-none-match": etag } });
  assert.deepEqual([(await poll()).status, (await poll()).text], [304, ""]);
  recordError(world, world.web, { id: eventId(2), signature: "a" });
  assert.equal((await poll()).status, 200);
});

test("answers are compressed only when asked for", async () => {
  const world = await openPopulatedWorld();
  for (let index = 0; index < 5; index += 1) recordError(world, world.web, { id: eventId(index + 1), signature: `${index}` });
  const path = "/api/0/organizations/acme/issues/";
  const asked = async (acceptEncoding: string) =>
    world.api.handle({
      method: "GET",
      path,
      headers: { cookie: `culprit_session=${world.reporter}`, "accept-encoding": acceptEncoding },
      body: undefined,
      clientIp: "192.0.2.7",
    });
  const plain = await asked("br");
  const zipped = await asked("gzip, deflate, br");
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(zipped.headers["content-encoding"], "gzip");
  assert.deepEqual(gunzipSync(zipped.body), Buffer.from(plain.body));
  assert.equal((await asked("gzip;q=0")).headers["content-encoding"], undefined);
});

test("what breaks inside is a 500 whose id is told, and whose cause is not", async () => {
  const world = await openPopulatedWorld();
  const seen: string[] = [];
  const api = await createApi({
    ...world.deps,
    accounts: { ...world.deps.accounts, needsSetup: () => Promise.reject(new Error("disk on fire")) },
    onError: (error, errorId) => seen.push(`${errorId} ${error instanceof Error ? error.message : ""}`),
  });
  const response = await api.handle({ method: "GET", path: "/api/0/setup/", headers: {}, body: undefined, clientIp: "::1" });
  const { detail, errorId } = JSON.parse(Buffer.from(response.body).toString("utf8"));
  assert.deepEqual([response.status, detail], [500, "Internal Error"]);
  assert.match(errorId, /^[0-9a-f]{32}$/);
  assert.deepEqual(seen, [`${errorId} disk on fire`]);
});
