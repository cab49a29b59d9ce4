import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Answered, Asking, Populated } from "../test-world.ts";
import { openPopulatedWorld } from "../test-world.ts";
import { assertGolden, assertSame, golden } from "./test-golden.ts";

let world: Populated;
let token = "";

beforeEach(async () => {
  world = await openPopulatedWorld();
  token = await world.makeToken(["project:write"], { userId: world.ownerId });
});

const rest = (method: string, path: string, asking: Asking = { token }): Promise<Answered> =>
  world.ask(`/api/v4/projects/${path}`, { method, ...asking });
const settings = (method: string, asking: Asking = {}): Promise<Answered> =>
  rest(method, "1/error_tracking/settings", { token, ...asking });
const keysOf = async (): Promise<readonly { readonly publicKey: string; readonly isActive: boolean }[]> =>
  await world.store.projects.listClientKeys(world.web.id);

test("settings are answered for a number and for an encoded path, by either header and by a session", async () => {
  for (const path of [
    "1/error_tracking/settings",
    "acme%2Fweb/error_tracking/settings",
    "acme%2fweb/error_tracking/settings/",
  ]) {
    for (const asking of [{ token }, { headers: { "private-token": token } }, { session: world.owner }]) {
      assertGolden(await rest("GET", path, asking), "rest-settings");
    }
  }
});

test("settings are changed by fields in the query, in a form and in JSON", async () => {
  const off = { ...golden("rest-settings"), active: false };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  assertSame(await settings("PATCH", { body: { active: false } }), off);
  assertSame(await settings("PATCH", { headers: form, body: "active=true&integrated=true" }), golden("rest-settings"));
  assertSame(await rest("PUT", "1/error_tracking/settings?active=0&integrated=1"), off);
  assertSame(await settings("GET"), off);
});

test("what is missing, empty or no yes or no is named", async () => {
  const errors = golden("rest-errors");
  const cases: readonly (readonly [string, string, object])[] = [
    ["PATCH", "", errors.active_missing],
    ["PATCH", "?active=", errors.active_empty],
    ["PATCH", "?active=perhaps", errors.active_invalid],
    ["PUT", "", errors.both_missing],
  ];
  for (const [method, query, want] of cases) {
    const { status, json: body } = await rest(method, `1/error_tracking/settings${query}`);
    assert.deepEqual({ status, body }, want);
  }
});

test("a project that was connected to a Sentry says where, and can be put back to it; one that was not says what to do", async () => {
  const refused = await settings("PATCH", { body: { active: true, integrated: false } });
  assert.equal(refused.status, 400);
  assert.match(refused.json.message, /Connect it in its settings/);

  const remote = { id: "7", slug: "shop", name: "Shop at Sentry", organization: { slug: "acme", name: "Acme" } };
  const origin = "https://sentry.example.org";
  const saved = { projectId: world.web.id, origin, remote, sealedToken: "sealed", tokenHint: "…" };
  const { connectionId } = await world.store.commands.saveSentryConnection(saved);
  await world.store.commands.chooseBackend({ projectId: world.web.id, backend: { kind: "sentry", connectionId } });
  assertGolden(await settings("GET"), "rest-settings-sentry");
  const here = { ...golden("rest-settings-sentry"), integrated: true };
  assertSame(await settings("PATCH", { body: { active: true, integrated: true } }), here);
  assertSame(await settings("PUT", { body: { active: true, integrated: false } }), golden("rest-settings-sentry"));
});

test("client keys are listed, made and deleted", async () => {
  const [first] = await keysOf();
  assertGolden(await rest("GET", "1/error_tracking/client_keys"), "rest-client-keys", first?.publicKey);
  const made = await rest("POST", "1/error_tracking/client_keys");
  assert.equal(made.status, 201);
  assert.match(made.json.public_key, /^glet_[0-9a-f]{32}$/);
  assertSame(made, golden("rest-client-key-created"), made.json.public_key);
  const deleted = await rest("DELETE", "acme%2Fweb/error_tracking/client_keys/4");
  assert.equal(deleted.status, 200);
  assertSame(deleted, golden("rest-client-key-created"), made.json.public_key);
  assertGolden(await rest("GET", "1/error_tracking/client_keys"), "rest-client-keys", first?.publicKey);
});

test("a key of another project is not deleted", async () => {
  const { status, json: body } = await rest("DELETE", "1/error_tracking/client_keys/2");
  assert.deepEqual({ status, body }, golden("rest-errors").unknown_key);
  assert.equal((await world.store.projects.listClientKeys(world.shop.id)).length, 1);
});

test("keys come in pages, with GitLab's headers", async () => {
  await rest("POST", "1/error_tracking/client_keys");
  await rest("POST", "1/error_tracking/client_keys");
  const { json, headers } = await rest("GET", "1/error_tracking/client_keys?per_page=1&page=2");
  assert.deepEqual(
    json.map(({ id }: { readonly id: number }) => id),
    [4],
  );
  const names = ["x-page", "x-per-page", "x-prev-page", "x-next-page", "x-total", "x-total-pages"];
  assert.deepEqual(
    names.map((name) => headers[name]),
    ["2", "1", "1", "3", "3", "3"],
  );
  const base = "https://errors.example.org/base/api/v4/projects/1/error_tracking/client_keys";
  assert.equal(
    headers["link"],
    [
      ["prev", 1],
      ["next", 3],
      ["first", 1],
      ["last", 3],
    ]
      .map(([rel, page]) => `<${base}?page=${page}&per_page=1>; rel="${rel}"`)
      .join(", "),
  );
  assert.deepEqual((await rest("GET", "1/error_tracking/client_keys?page=9")).json, []);
});

test("whoever switches a project on without an active key gets one", async () => {
  await rest("DELETE", "1/error_tracking/client_keys/1");
  await settings("PATCH", { body: { active: true } });
  const keys = await keysOf();
  assert.equal(keys.length, 1);
  assert.match(keys[0]?.publicKey ?? "", /^glet_/);
  await settings("PATCH", { body: { active: true } });
  assert.equal((await keysOf()).length, 1);
});

test("refusals are those of GitLab", async () => {
  const errors = golden("rest-errors");
  const weak = await world.makeToken(["project:read", "event:admin"], { userId: world.ownerId });
  const own = "1/error_tracking/settings";
  const cases: readonly (readonly [string, string, Asking, object])[] = [
    ["GET", "3/error_tracking/settings", { token }, errors.unknown_project],
    ["GET", "rival%2Fsecret/error_tracking/settings", { token }, errors.unknown_project],
    ["GET", "99/error_tracking/settings", { token }, errors.unknown_project],
    ["GET", "a%2Fb%2Fc/error_tracking/settings", { token }, errors.unknown_project],
    ["GET", own, {}, errors.nobody],
    ["GET", own, { token: "x".repeat(40) }, errors.wrong_token],
    ["GET", own, { headers: { "private-token": "short" } }, errors.wrong_token],
    ["GET", own, { session: world.developer }, errors.developer],
    ["PATCH", own, { session: world.reporter }, errors.developer],
    ["GET", own, { token: weak }, errors.token_without_scope],
    ["DELETE", "1/error_tracking/client_keys/99", { token }, errors.unknown_key],
    ["DELETE", "1/error_tracking/client_keys/one", { token }, errors.key_id_invalid],
    ["GET", "1/error_tracking", { token }, errors.unknown_path],
  ];
  for (const [method, path, asking, want] of cases) {
    const { status, json: body } = await rest(method, path, asking);
    assert.deepEqual({ status, body }, want, path);
  }
});
