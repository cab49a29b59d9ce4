import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Answered, Asking, Populated } from "../test-world.ts";
import { eventId, openPopulatedWorld, recordError, recordErrors } from "../test-world.ts";
import { assertGolden, EXCEPTION } from "./test-golden.ts";

let world: Populated;

beforeEach(async () => {
  world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a", event: { exception: EXCEPTION } });
});

const web = (path: string, asking: Asking = { session: world.reporter }): Promise<Answered> =>
  world.ask(`/acme/web/-/error_tracking${path}`, asking);
const put = (status: unknown, session = world.developer): Promise<Answered> =>
  web("/1.json", { method: "PUT", session, body: { status } });

test("the list, an error and its stack trace are answered as GitLab does, to sessions and tokens", async () => {
  const token = await world.makeToken(["event:read"], { userId: world.ownerId });
  for (const asking of [{ session: world.reporter }, { token }, { headers: { "private-token": token } }]) {
    assertGolden(await web(".json", asking), "web-list");
    assertGolden(await web("/1/details.json", asking), "web-details");
    assertGolden(await web("/1/stack_trace.json", asking), "web-stack-trace");
  }
});

test("a status is changed, and the list follows", async () => {
  assertGolden(await put("resolved"), "web-update");
  assertGolden(await web(".json"), "web-list-empty");
  assert.equal((await web(".json?issue_status=resolved")).json.errors[0].status, "resolved");
  assertGolden(await put("ignored"), "web-update");
  assert.equal((await web("/1/details.json")).json.error.status, "ignored");
  assert.equal((await web(".json?issue_status=ignored")).json.errors.length, 1);
  assertGolden(await put("unresolved"), "web-update");
  assertGolden(await web(".json"), "web-list");
});

test("the list is searched and sorted, 20 errors to a page", async () => {
  const plans = Array.from({ length: 24 }, (_, index) => ({
    id: eventId(10 + index),
    signature: `s${index}`,
    title: `TaxError: number ${index}`,
    hoursAgo: 30 - index,
  }));
  recordErrors(world, world.web, plans);
  const first = await web(".json?search_term=TaxError&sort=first_seen");
  assert.equal(first.json.errors.length, 20);
  assert.equal(first.json.errors[0].title, "TaxError: number 23");
  assert.equal(first.json.pagination.previous, undefined);
  const next = await web(`.json?search_term=TaxError&sort=first_seen&cursor=${first.json.pagination.next.cursor}`);
  assert.equal(next.json.errors.length, 4);
  assert.equal(next.json.pagination.next, undefined);
  const back = await web(`.json?search_term=TaxError&sort=first_seen&cursor=${next.json.pagination.previous.cursor}`);
  assert.deepEqual(back.json.errors, first.json.errors);
  recordError(world, world.web, { id: eventId(99), signature: "s5", title: "TaxError: number 5" });
  assert.equal((await web(".json?sort=frequency")).json.errors[0].count, 2);
});

test("what cannot be answered is 400 with words", async () => {
  for (const path of [
    ".json?issue_status=muted",
    ".json?sort=age",
    ".json?cursor=nonsense",
    ".json?search_term=age:old:er",
    "/9/details.json",
    "/x/stack_trace.json",
  ]) {
    const { status, json } = await web(path);
    assert.equal(status, 400, path);
    assert.equal(typeof json.message, "string");
    assert.deepEqual(Object.keys(json), ["message"]);
  }
  assert.equal((await put("reopened")).status, 400);
  assert.equal((await put({ status: "resolved" })).status, 400);
  const projects = await web("/projects.json?api_host=http%3A%2F%2F10.0.0.1&token=*****", { session: world.owner });
  assert.deepEqual([projects.status, typeof projects.json.message], [400, "string"]);
});

test("who lacks the right is answered 401, who may not see the project 404", async () => {
  const denied = await put("resolved", world.reporter);
  assert.deepEqual([denied.status, denied.json], [401, { message: "Access denied" }]);
  assert.equal((await web("/projects.json", { session: world.developer })).status, 401);
  assert.equal((await web(".json", { token: world.strangeToken })).status, 404);
  assert.equal((await world.ask("/acme/nowhere/-/error_tracking.json", { session: world.owner })).status, 404);
  assert.equal((await web(".json", {})).status, 401);
  assert.equal((await world.ask("/acme/shop/-/error_tracking/1/details.json", { session: world.owner })).status, 400);
});

test("a project that is switched off says so", async () => {
  await world.store.commands.enableProject({ projectId: world.web.id, isEnabled: false });
  for (const path of [".json", "/1/details.json", "/1/stack_trace.json"]) {
    const { status, json } = await web(path);
    assert.deepEqual([status, json], [400, { message: "Error tracking is not enabled for this project." }]);
  }
  assert.equal((await put("resolved")).status, 400);
});
