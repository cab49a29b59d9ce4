import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../protocol/event.ts";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError, recordErrors } from "./test-world.ts";

/** An error with the functions of its stack, the innermost last. */
function thrown(type: string, value: string, functions: readonly string[]): Partial<Event> {
  const frames = functions.map((name) => ({ function: name, filename: "shop/pay.ts", module: "shop/pay", in_app: true }));
  return { exception: { values: [{ type, value, stacktrace: { frames } }] } };
}

const PAY = ["openCart", "payNow", "chargeCard", "toCents"];

/** Issue a, its renamed twin b, and c, which has nothing to do with them. */
async function openWithTwins(): Promise<Populated & { readonly ids: { readonly [word: string]: string } }> {
  const world = await openPopulatedWorld();
  const events = {
    a: thrown("RangeError", "price is negative", PAY),
    b: thrown("RangeError", "price is negative", PAY.with(1, "payAtOnce")),
    c: thrown("SyntaxError", "Unexpected end of input", ["openSettings", "readTheme"]),
  };
  recordErrors(
    world,
    world.web,
    Object.entries(events).map(([word, event], index) => {
      const title = event.exception?.values[0];
      return { id: eventId(index + 1), signature: word, title: `${title?.type}: ${word}`, event };
    }),
  );
  const { json } = await world.ask("/api/0/organizations/acme/issues/?query=", { session: world.owner });
  const ids = json.map((issue: { id: string; title: string }) => [issue.title.slice(-1), issue.id]);
  return { ...world, ids: Object.fromEntries(ids) };
}

const similar = async (world: Populated, id: string | undefined): Promise<Answered["json"]> =>
  (await world.ask(`/api/0/issues/${id}/similar/`, { session: world.reporter })).json;
const judge = (world: Populated, id: string | undefined, body: object): Promise<Answered> =>
  world.ask(`/api/0/issues/${id}/similar/`, { method: "POST", session: world.developer, body });
const idsOf = (all: readonly { issue: { id: string } }[]): readonly string[] => all.map(({ issue }) => issue.id);

test("an issue that is like another is suggested with its reason, from both sides; one that is not is left out", async () => {
  const world = await openWithTwins();
  const { a, b, c } = world.ids;
  const [one, ...others] = await similar(world, a);
  assert.deepEqual([one.issue.id, one.issue.shortId, others], [b, "WEB-2", []]);
  assert.ok(one.score >= 0.7 && one.score < 1, String(one.score));
  assert.equal(one.reason, "3 of 4 frames are the same, rarely seen elsewhere; same type; same text.");
  assert.deepEqual([one.sharedFrames, one.frames, one.type, one.text], [3, 4, "same", "same"]);
  assert.deepEqual(one.rarestFrames[0], { frame: "shop/pay.ts toCents", signatures: 2 });
  assert.deepEqual(idsOf(await similar(world, b)), [a]);
  assert.deepEqual(await similar(world, c), []);
});

test("the same stands where Sentry's clients look for it, in their shape", async () => {
  const world = await openWithTwins();
  const { json } = await world.ask(`/api/0/organizations/acme/issues/${world.ids["a"]}/similar-issues/`, {
    session: world.reporter,
  });
  const [[issue, scores]] = json;
  assert.equal(issue.id, world.ids["b"]);
  assert.equal(scores.shouldBeGrouped, "Yes");
  assert.ok(scores.exception > 0.7);
});

test("what was said not to be the same is never suggested again, until that is taken back", async () => {
  const world = await openWithTwins();
  const { a, b } = world.ids;
  const said = await judge(world, a, { issue: b, same: false });
  assert.deepEqual([said.status, said.text], [204, ""]);
  recordError(world, world.web, { id: eventId(20), signature: "b", event: thrown("RangeError", "price is negative", PAY) });
  assert.deepEqual(await similar(world, a), []);
  assert.deepEqual(await similar(world, b), []);
  assert.equal((await judge(world, b, { issue: a, same: null })).status, 204);
  assert.deepEqual(idsOf(await similar(world, a)), [b]);
});

const refusals = [
  { body: { issue: ":b", same: true }, says: /Issues that are the same are merged/ },
  { body: { issue: "x", same: false }, says: /the id of an issue/ },
  { body: { same: false }, says: /the id of an issue/ },
  { body: { issue: ":a", same: false }, says: /another issue/ },
  { body: { issue: "987654", same: false }, says: /does not exist/, status: 404 },
];
for (const { body, says, status = 400 } of refusals) {
  test(`${JSON.stringify(body)} is refused in words`, async () => {
    const world = await openWithTwins();
    const named = body.issue?.replace(/^:([a-c])$/, (_, word: string) => world.ids[word] ?? "");
    const answered = await judge(world, world.ids["a"], { ...body, ...(named !== undefined && { issue: named }) });
    assert.equal(answered.status, status, answered.text);
    assert.match(answered.text, says);
    assert.equal((await similar(world, world.ids["a"])).length, 1);
  });
}

test("an issue of another project is no pair with one of this", async () => {
  const world = await openWithTwins();
  recordError(world, world.shop, { id: eventId(30), signature: "s", event: thrown("RangeError", "price is negative", PAY) });
  const { json } = await world.ask("/api/0/projects/acme/shop/issues/?query=", { session: world.owner });
  assert.equal((await similar(world, json[0].id)).length, 0);
  assert.equal((await judge(world, world.ids["a"], { issue: json[0].id, same: false })).status, 404);
});
