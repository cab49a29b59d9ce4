import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordErrors, signatureOf } from "./test-world.ts";

/** Issues a (3 events), b (2) and c (1) of the project Web, and d of Shop. */
async function openWithIssues(): Promise<Populated & { readonly ids: { readonly [word: string]: string } }> {
  const world = await openPopulatedWorld();
  const words = ["a", "a", "a", "b", "b", "c"];
  const plans = words.map((word, index) => ({
    id: eventId(index + 1),
    signature: word,
    title: `Error: ${word}`,
    hoursAgo: 6 - index,
  }));
  recordErrors(world, world.web, plans);
  recordErrors(world, world.shop, [{ id: eventId(9), signature: "d", title: "Error: d" }]);
  const { json } = await world.ask("/api/0/organizations/acme/issues/?query=", { session: world.owner });
  const ids = json.map((issue: { id: string; title: string }) => [issue.title.replace("Error: ", ""), issue.id]);
  return { ...world, ids: Object.fromEntries(ids) };
}

const send = (world: Populated, method: string, path: string, body?: object, who: "developer" | "owner" = "developer") =>
  world.ask(`/api/0/${path}`, { method, session: world[who], ...(body === undefined ? {} : { body }) });
const get = async (world: Populated, path: string): Promise<Answered["json"]> =>
  (await world.ask(`/api/0/${path}`, { session: world.reporter })).json;
const listed = async (world: Populated): Promise<readonly string[]> => {
  const issues: readonly { shortId: string; count: string }[] = await get(world, "organizations/acme/issues/?query=&sort=freq");
  return issues.map(({ shortId, count }) => `${shortId} ${count}`);
};

test("two issues are merged by id: one list row, one total, and the old names lead to the parent", async () => {
  const world = await openWithIssues();
  const { a, b, c } = world.ids;
  const merged = await send(world, "PUT", `organizations/acme/issues/?id=${b}&id=${a}&id=987654`, {
    merge: 1,
    snoozeDuration: null,
  });
  assert.deepEqual(
    [merged.status, merged.json],
    [200, { merge: { parent: a, children: [b], hashes: { [b ?? ""]: [signatureOf("b")] } } }],
  );
  assert.deepEqual(await listed(world), ["WEB-1 5", "SHOP-1 1", "WEB-3 1"].toSorted(byCount));
  for (const path of [`issues/${b}/`, `groups/${b}/`, "organizations/acme/issues/WEB-2/"]) {
    const shown = await get(world, path);
    assert.deepEqual([shown.id, shown.shortId, shown.count], [a, "WEB-1", "5"], path);
  }
  assert.equal((await get(world, "organizations/acme/shortids/WEB-2/")).groupId, a);
  assert.equal((await get(world, `organizations/acme/eventids/${eventId(4)}/`)).groupId, a);
  assert.equal((await get(world, `issues/${a}/events/`)).length, 5);
  const project = await send(world, "PUT", `projects/acme/web/issues/?id=${a}&id=${c}`, { merge: true });
  assert.deepEqual(project.json, { merge: { parent: a, children: [c], hashes: { [c ?? ""]: [signatureOf("c")] } } });
});

const byCount = (one: string, other: string): number => Number(other.split(" ")[1]) - Number(one.split(" ")[1]) || 0;

test("the signatures of an issue are listed with their counts and newest event, most events first, in pages", async () => {
  const world = await openWithIssues();
  const { a, b, c } = world.ids;
  await send(world, "PUT", `organizations/acme/issues/?id=${a}&id=${b}&id=${c}`, { merge: true });
  const all = await get(world, `issues/${a}/hashes/`);
  assert.deepEqual(
    all.map(({ id, count, groupingVersion }: { [key: string]: string }) => [id, count, groupingVersion]),
    [
      [signatureOf("a"), "3", "v0"],
      [signatureOf("b"), "2", "v0"],
      [signatureOf("c"), "1", "v0"],
    ],
  );
  assert.deepEqual([all[0].latestEvent.eventID, all[0].latestEvent.title], [eventId(3), "Error: a"]);
  assert.deepEqual([all[1].firstSeen < all[1].lastSeen, all[2].firstSeen === all[2].lastSeen], [true, true]);

  const first = await world.ask(`/api/0/issues/${a}/hashes/?limit=2`, { session: world.reporter });
  assert.equal(first.json.length, 2);
  const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(first.headers["link"] ?? "")?.[1];
  const second = await world.ask(`/api/0/issues/${a}/hashes/?limit=2&cursor=${cursor}`, { session: world.reporter });
  assert.deepEqual(
    second.json.map(({ id }: { id: string }) => id),
    [signatureOf("c")],
  );
  const back = /rel="previous"; results="true"; cursor="([^"]+)"/.exec(second.headers["link"] ?? "")?.[1];
  const again = await world.ask(`/api/0/issues/${a}/hashes/?limit=2&cursor=${back}`, { session: world.reporter });
  assert.deepEqual(again.json, first.json);
});

test("signatures are detached: what was merged comes back, others become a new issue", async () => {
  const world = await openWithIssues();
  const { a, b, c } = world.ids;
  await send(world, "PUT", `organizations/acme/issues/?id=${a}&id=${b}&id=${c}`, { merge: true });
  const back = await send(world, "DELETE", `issues/${a}/hashes/?id=${signatureOf("b").toUpperCase()}`);
  assert.deepEqual([back.status, back.json], [200, { detach: { issue: b, shortId: "WEB-2", signatures: [signatureOf("b")] } }]);
  const fresh = await send(world, "PUT", `organizations/acme/issues/WEB-1/hashes/?id=${signatureOf("a")}&id=${"0".repeat(32)}`);
  assert.equal(fresh.json.detach.shortId, "WEB-4");
  const shown = await get(world, `issues/${fresh.json.detach.issue}/`);
  assert.deepEqual([shown.title, shown.count, shown.status, shown.substatus], ["Error: a", "3", "unresolved", "ongoing"]);
  assert.deepEqual([shown.metadata.type, shown.metadata.value, shown.isUnhandled], ["Error", "a", true]);
  const left = await get(world, `issues/${a}/`);
  assert.deepEqual([left.title, left.count, left.metadata.value], ["Error: c", "1", "c"]);
});

const refused = [
  { method: "PUT", path: "organizations/acme/issues/?id=:a", body: { merge: true }, says: /at least two issues/ },
  { method: "PUT", path: "organizations/acme/issues/", body: { merge: true }, says: /Name the issues by id/ },
  { method: "PUT", path: "organizations/acme/issues/?id=:a&id=:d", body: { merge: true }, says: /several projects cannot be/ },
  { method: "PUT", path: "projects/acme/shop/issues/?id=:a&id=:d", body: { merge: true }, says: /at least two issues/ },
  {
    method: "PUT",
    path: "organizations/acme/issues/?id=:a&id=:b",
    body: { merge: true, status: "resolved" },
    says: /only key/,
  },
  { method: "PUT", path: "organizations/acme/issues/?id=:a&id=:b", body: { merge: "yes" }, says: /must be true/ },
  { method: "PUT", path: "issues/:a/", body: { merge: true }, says: /Name the issues to merge/ },
  { method: "PUT", path: "issues/:a/", body: { discard: true, status: "resolved" }, says: /only key/ },
  { method: "PUT", path: `issues/:a/hashes/?id=${signatureOf("a")}`, says: /has to stay/ },
  { method: "DELETE", path: "issues/:a/hashes/", says: /32 hexadecimal digits/ },
  { method: "DELETE", path: "issues/:a/hashes/?id=x", says: /32 hexadecimal digits/ },
  { method: "DELETE", path: "organizations/acme/issues/", says: /Name the issues by id/ },
  { method: "DELETE", path: "projects/acme/web/issues/?id=x", says: /number of an issue/ },
] as const;
for (const { method, path, says, ...rest } of refused) {
  const body = "body" in rest ? rest.body : undefined;
  test(`${method} ${path.slice(0, 60)} ${JSON.stringify(body ?? "")} is refused in words and changes nothing`, async () => {
    const world = await openWithIssues();
    const before = await listed(world);
    const named = path.replace(/:([a-d])/g, (_, word: string) => world.ids[word] ?? "");
    const answered = await send(world, method, named, body, "owner");
    assert.equal(answered.status, 400, answered.text);
    assert.match(answered.text, says);
    assert.deepEqual(await listed(world), before);
  });
}

test("signatures that are not the issue's are passed over, and foreign issues are not deleted", async () => {
  const world = await openWithIssues();
  assert.equal((await send(world, "DELETE", `issues/${world.ids["a"]}/hashes/?id=${signatureOf("b")}`)).status, 204);
  const deleted = await send(world, "DELETE", `projects/acme/shop/issues/?id=${world.ids["a"]}`, undefined, "owner");
  assert.equal(deleted.status, 204);
  assert.equal((await listed(world)).length, 4);
});

test("deleting takes more than deciding; a deleted issue and its events are gone at once", async () => {
  const world = await openWithIssues();
  const { a, b, c } = world.ids;
  for (const path of [`issues/${a}/`, `organizations/acme/issues/?id=${a}`, `projects/acme/web/issues/?id=${a}`]) {
    assert.equal((await send(world, "DELETE", path)).status, 403, path);
  }
  assert.equal((await send(world, "DELETE", `issues/${a}/`, undefined, "owner")).status, 202);
  assert.equal((await send(world, "DELETE", `organizations/acme/issues/?id=${b}&id=${b}`, undefined, "owner")).status, 204);
  const statusOf = async (path: string): Promise<number> =>
    (await world.ask(`/api/0/${path}`, { session: world.owner })).status;
  assert.deepEqual([await statusOf(`issues/${a}/`), await statusOf("organizations/acme/issues/WEB-2/")], [404, 404]);
  assert.equal(await statusOf(`organizations/acme/eventids/${eventId(1)}/`), 404);
  assert.equal(await statusOf(`projects/acme/web/events/${eventId(1)}/`), 404);
  const events = await get(world, "projects/acme/web/events/");
  assert.deepEqual(
    events.map(({ groupID }: { groupID: string }) => groupID),
    [c],
  );
});

test("discarding drops further events until they are taken again, and says who decided it", async () => {
  const world = await openWithIssues();
  const { a, b } = world.ids;
  assert.equal((await send(world, "PUT", `issues/${a}/`, { discard: true })).status, 403);
  assert.equal((await send(world, "PUT", `organizations/acme/issues/?id=${b}`, { discard: true })).status, 403);
  assert.equal((await send(world, "PUT", `issues/${a}/`, { discard: true }, "owner")).status, 204);
  assert.equal((await send(world, "PUT", `organizations/acme/issues/?id=${b}`, { discard: true }, "owner")).status, 204);
  const again = [{ id: eventId(20), signature: "a", title: "Error: a" }];
  recordErrors(world, world.web, again);
  assert.equal((await listed(world)).length, 2);
  const outcomes = await get(world, "projects/acme/web/outcomes/");
  assert.deepEqual(
    outcomes.groups.filter(({ kind }: { kind: string }) => kind === "filtered"),
    [{ kind: "filtered", category: "error", reason: "discarded-hash", quantity: 1 }],
  );
  const discarded = await get(world, "projects/acme/web/tombstones/");
  const told = discarded.map(({ id, title, culprit, actor }: { [key: string]: { email: string } }) => [
    id,
    title,
    culprit,
    actor?.email,
  ]);
  assert.deepEqual(told, [
    ["2", "Error: b", "checkout/pay in submit", "ada@example.org"],
    ["1", "Error: a", "checkout/pay in submit", "ada@example.org"],
  ]);
  assert.equal((await send(world, "DELETE", "projects/acme/shop/tombstones/1/", undefined, "owner")).status, 404);
  assert.equal((await send(world, "DELETE", "projects/acme/web/tombstones/1/")).status, 403);
  assert.equal((await send(world, "DELETE", "projects/acme/web/tombstones/1/", undefined, "owner")).status, 204);
  recordErrors(world, world.web, [{ ...again[0], id: eventId(21), signature: "a" }]);
  assert.equal((await listed(world)).length, 3);
});
