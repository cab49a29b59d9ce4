import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { COMMIT } from "../../test/fakes/codehost/world.ts";
import type { CodeHostWorld } from "./test-code-host.ts";
import { openCodeHostWorld } from "./test-code-host.ts";
import { eventId, recordError } from "./test-world.ts";

const FRAMES = [
  { filename: "flask/app.py", function: "dispatch", lineno: 9, in_app: false },
  { filename: "src/shop/checkout.py", function: "place_order", lineno: 2, in_app: true },
  { filename: "src/shop/gone.py", function: "pay", lineno: 3, in_app: true },
];

/** An error whose release is named after a commit of the repository. */
async function openSourceWorld(context: TestContext, release = `shop@${COMMIT.id}`): Promise<CodeHostWorld & { id: string }> {
  const world = await openCodeHostWorld(context);
  await world.connect();
  const exception = { values: [{ type: "PriceError", value: "no price", stacktrace: { frames: FRAMES } }] };
  recordError(world, world.web, { id: eventId(9), signature: "c", title: "At a commit", event: { release, exception } });
  const list = (await world.owned("GET", "/projects/acme/web/issues/?query=At+a+commit")).json;
  return { ...world, id: list[0].id };
}

const sourceOf = (id: string, path: string, line: number): string =>
  `/issues/${id}/events/latest/source/?${new URLSearchParams({ path, line: String(line) }).toString()}`;

test("a release named after a commit is shown with it", async (context) => {
  const { owned, id, gitlab } = await openSourceWorld(context);
  const { firstRelease, lastRelease } = (await owned("GET", `/issues/${id}/`)).json;
  const commit = {
    id: COMMIT.id,
    message: COMMIT.message,
    dateCreated: "2026-03-01T09:20:30.000Z",
    author: { name: "Ada Example", email: "ada@example.org" },
    url: `${gitlab.origin}/acme/shop/-/commit/${COMMIT.id}`,
  };
  assert.deepEqual(firstRelease.lastCommit, commit);
  assert.deepEqual(lastRelease.lastCommit, commit);
  const asked = gitlab.seen.filter((request) => request.includes("/commits/")).length;
  await owned("GET", `/issues/${id}/`);
  assert.equal(gitlab.seen.filter((request) => request.includes("/commits/")).length, asked, "it is asked for once");
});

test("the program's own frames lead to their line at the commit, others nowhere", async (context) => {
  const { owned, id, gitlab } = await openSourceWorld(context);
  const { entries } = (await owned("GET", `/issues/${id}/events/latest/`)).json;
  const links = entries[0].data.values[0].stacktrace.frames.map((frame: { sourceLink: unknown }) => frame.sourceLink);
  const blob = `${gitlab.origin}/acme/shop/-/blob/${COMMIT.id}/src/shop`;
  assert.deepEqual(links, [null, `${blob}/checkout.py#L2`, `${blob}/gone.py#L3`]);
});

test("source lines of a frame are read at the commit", async (context) => {
  const { owned, id, gitlab, host, clock } = await openSourceWorld(context);
  const { status, json } = await owned("GET", sourceOf(id, "src/shop/checkout.py", 2));
  assert.equal(status, 200);
  assert.deepEqual(json, {
    lines: [
      [1, "def place_order(basket):"],
      [2, "    total = basket.total()"],
      [3, "    return pay(total)"],
      [4, ""],
    ],
    url: `${gitlab.origin}/acme/shop/-/blob/${COMMIT.id}/src/shop/checkout.py#L2`,
  });
  const asked = (): number => gitlab.seen.filter((request) => request.includes("/files/")).length;
  const before = asked();
  await owned("GET", sourceOf(id, "src/shop/checkout.py", 2));
  assert.equal(asked(), before, "a file at a commit is asked for once");
  clock.nowMs += 11 * 60_000;
  host.tokens.clear();
  const late = await owned("GET", sourceOf(id, "src/shop/checkout.py", 2));
  assert.equal(late.status, 502, "and not shown for long where the token may not read it any more");
});

test("only files and lines in the stack trace are read", async (context) => {
  const { owned, id, gitlab } = await openSourceWorld(context);
  const files = () => gitlab.seen.filter((request) => request.includes("/files/")).length;
  for (const [path, line] of [
    ["docs/What is new? ü #1.md", 1],
    ["src/shop/checkout.py", 1],
    ["flask/app.py", 9],
  ] as const) {
    assert.equal((await owned("GET", sourceOf(id, path, line))).status, 404, path);
  }
  assert.equal(files(), 0);
  assert.equal((await owned("GET", sourceOf(id, "src/shop/gone.py", 3))).status, 404, "not in the repository");
  assert.equal(files(), 1);
});

test("a release that names no commit, or one that is not there, has no commit, links or lines", async (context) => {
  for (const release of ["shop@1.4.0", `shop@${"ab".repeat(20)}`]) {
    const { owned, id } = await openSourceWorld(context, release);
    assert.equal((await owned("GET", `/issues/${id}/`)).json.lastRelease.lastCommit, null);
    const { entries } = (await owned("GET", `/issues/${id}/events/latest/`)).json;
    assert.equal(entries[0].data.values[0].stacktrace.frames[1].sourceLink, null);
    assert.equal((await owned("GET", sourceOf(id, "src/shop/checkout.py", 2))).status, 404);
  }
});
