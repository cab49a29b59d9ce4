import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, recordError } from "./test-world.ts";

let world: Populated;
let number = 0;
beforeEach(async () => {
  world = await openPopulatedWorld();
});

/** An event now, of a release; a minute later than the one before. */
function send(release: string | undefined, signature = "a"): void {
  world.clock.nowMs += 60_000;
  number += 1;
  const hoursAgo = (NOW_MS - world.clock.nowMs) / 3_600_000;
  recordError(world, world.web, { id: eventId(number), signature, hoursAgo, event: { release } });
}

async function issue(): Promise<Answered["json"]> {
  const list = await world.ask("/api/0/organizations/acme/issues/?query=", { session: world.owner });
  return list.json[0];
}

async function resolve(body: object): Promise<Answered> {
  world.clock.nowMs += 60_000;
  const { id } = await issue();
  return world.ask(`/api/0/issues/${id}/`, { method: "PUT", session: world.owner, body });
}

const statusAfter = async (release: string | undefined): Promise<string> => {
  send(release);
  return (await issue()).status;
};

test("resolved in a release: older ones do not reopen it, that one and newer ones do", async () => {
  for (const release of ["shop@1.0.0", "shop@1.1.0"]) send(release);
  const resolved = await resolve({ status: "resolved", statusDetails: { inRelease: "shop@1.1.0" } });
  assert.equal(resolved.json.statusDetails.inRelease, "shop@1.1.0");
  assert.equal(await statusAfter("shop@1.0.0"), "resolved");
  assert.equal(await statusAfter("shop@1.0.9"), "resolved");
  assert.equal(await statusAfter("shop@1.1.0"), "unresolved");
  assert.equal((await issue()).substatus, "regressed");
  assert.deepEqual((await issue()).statusDetails, {});
});

test("resolved in the next release: what was there does not reopen it, whatever comes later does", async () => {
  for (const release of ["shop@1.10.0", "shop@1.9.0"]) send(release);
  const resolved = await resolve({ status: "resolvedInNextRelease", snoozeDuration: null });
  assert.deepEqual(
    [resolved.json.statusDetails.inNextRelease, resolved.json.statusDetails.afterRelease],
    [true, "shop@1.10.0"],
  );
  assert.equal(await statusAfter("shop@1.10.0"), "resolved");
  assert.equal(await statusAfter("shop@1.9.9"), "resolved", "a patch of an older version that comes later");
  assert.equal(await statusAfter("shop@1.11.0"), "unresolved");
});

test("resolved in the next release when a newer one is out: that one reopens it", async () => {
  send("shop@1.0.0");
  send("shop@1.1.0", "b");
  send("shop@1.0.0");
  const resolved = await resolve({ status: "resolved", statusDetails: { inNextRelease: true } });
  assert.equal(resolved.json.statusDetails.inRelease, "shop@1.1.0");
  assert.equal(await statusAfter("shop@1.0.0"), "resolved");
  assert.equal(await statusAfter("shop@1.1.0"), "unresolved");
});

test("releases named after commits go by the date they were first seen", async () => {
  for (const release of ["aaaaaaa", "bbbbbbb"]) send(release);
  await resolve({ status: "resolved", statusDetails: { inRelease: "latest" } });
  assert.equal((await issue()).statusDetails.inRelease, "bbbbbbb");
  assert.equal(await statusAfter("aaaaaaa"), "resolved");
  assert.equal(await statusAfter("0000001a"), "unresolved");
});

test("an event that names no release reopens what is resolved in one", async () => {
  send("shop@1.0.0");
  await resolve({ status: "resolved", statusDetails: { inRelease: "shop@1.0.0" } });
  assert.equal(await statusAfter(undefined), "unresolved");
});

test("a plain decision afterwards takes the release away", async () => {
  send("shop@1.0.0");
  await resolve({ status: "resolved", statusDetails: { inNextRelease: true } });
  await resolve({ status: "resolved" });
  assert.equal((await issue()).statusDetails.inNextRelease, undefined);
  assert.equal(await statusAfter("shop@1.0.0"), "unresolved");
});

test("a release that is not there, and a project without any, are refused in words", async () => {
  send(undefined);
  assert.match((await resolve({ status: "resolvedInNextRelease" })).json.detail, /no releases yet/);
  assert.match((await resolve({ status: "resolved", statusDetails: { inRelease: "latest" } })).json.detail, /no releases/);
  const unknown = await resolve({ status: "resolved", statusDetails: { inRelease: "shop@9" } });
  assert.deepEqual([unknown.status, Object.keys(unknown.json)], [400, ["inRelease"]]);
  assert.equal((await issue()).status, "unresolved");
});

test("a bulk change bound to a release is for one project", async () => {
  send("shop@1.0.0");
  recordError(world, world.shop, { id: eventId(9_000), signature: "s" });
  const body = { status: "resolved", statusDetails: { inNextRelease: true } };
  const both = await world.ask("/api/0/organizations/acme/issues/", { method: "PUT", session: world.owner, body });
  assert.match(both.json.detail, /one project/);
  const one = await world.ask("/api/0/projects/acme/web/issues/", { method: "PUT", session: world.owner, body });
  assert.deepEqual(one.json, { status: "resolved", statusDetails: { inNextRelease: true }, inbox: null });
});

test("a commit that says it fixes an issue resolves it in the release", async () => {
  send("shop@1.0.0");
  const { shortId } = await issue();
  const commits = [{ id: "c".repeat(40), message: `Round up\n\nfixes ${shortId}, SHOP-99 and nothing else` }];
  const put = await world.ask("/api/0/organizations/acme/releases/", {
    method: "POST",
    session: world.owner,
    body: { version: "shop@1.2.0", projects: ["web"], commits },
  });
  assert.equal(put.status, 201, put.text);
  const fixed = await issue();
  assert.deepEqual([fixed.status, fixed.statusDetails.inRelease], ["resolved", "shop@1.2.0"]);
  assert.equal(await statusAfter("shop@1.1.0"), "resolved");
  assert.equal(await statusAfter("shop@1.2.0"), "unresolved");
});

test("issues are searched by the release they were first seen in, or seen in at all", async () => {
  send("shop@1.0.0", "a");
  send("shop@1.1.0", "a");
  send("shop@1.1.0", "b");
  const count = async (query: string): Promise<number> =>
    (await world.ask(`/api/0/organizations/acme/issues/?query=${encodeURIComponent(query)}`, { session: world.owner })).json
      .length;
  assert.equal(await count("release:shop@1.1.0"), 2);
  assert.equal(await count('release:"shop@1.0.0" is:unresolved'), 1);
  assert.equal(await count("release:[shop@1.0.0, shop@9]"), 1);
  assert.equal(await count("firstRelease:shop@1.1.0"), 1);
  assert.equal(await count("first-release:latest"), 1);
  assert.equal(await count("release:latest"), 2);
  assert.equal(await count("release:1.1.0"), 0);
});
