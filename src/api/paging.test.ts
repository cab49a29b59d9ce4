import assert from "node:assert/strict";
import { test } from "node:test";
import { eventId, openPopulatedWorld, PUBLIC_URL, recordErrors } from "./test-world.ts";

/** How GitLab's client reads the header. */
const RELATION = /<([^>]+)>; rel="(previous|next)"; results="(true|false)"; cursor="(-?\d+:\d+:[01])"/g;

type Relation = { readonly url: string; readonly results: string; readonly cursor: string };

type Relations = { readonly previous: Relation | undefined; readonly next: Relation | undefined };

function relationsOf(link: string | undefined): Relations {
  assert.equal(link?.split(",").length, 2, "a comma within an address would break clients that split on it");
  const all = [...(link ?? "").matchAll(RELATION)].map(([, url = "", rel = "", results = "", cursor = ""]) => ({
    rel,
    url,
    results,
    cursor,
  }));
  assert.deepEqual(
    all.map(({ rel }) => rel),
    ["previous", "next"],
  );
  const [previous, next] = all;
  return { previous, next };
}

async function openWithIssues(count: number): Promise<Awaited<ReturnType<typeof openPopulatedWorld>>> {
  const world = await openPopulatedWorld();
  // Three an hour: rows with equal times must neither be lost nor shown twice at a page's end.
  const plans = Array.from({ length: count }, (_, index) => ({
    id: eventId(index + 1),
    signature: `s${index}`,
    title: `Error: number ${index}`,
    hoursAgo: Math.floor(index / 3),
  }));
  recordErrors(world, world.web, plans);
  return world;
}

test("pages cover all issues once, forwards by address and backwards by cursor", async () => {
  const world = await openWithIssues(25);
  const pages: string[][] = [];
  let path = "/api/0/organizations/acme/issues/?limit=10&sort=date";
  let last: Relation | undefined;
  for (let page = 0; page < 5; page += 1) {
    const answered = await world.ask(path, { session: world.reporter });
    pages.push(answered.json.map((issue: { id: string }) => issue.id));
    assert.equal(answered.headers["x-hits"], "25");
    const { next, previous } = relationsOf(answered.headers["link"]);
    assert.equal(previous?.results, String(page > 0));
    assert.ok(next?.url.startsWith(`${PUBLIC_URL}/api/0/organizations/acme/issues/?limit=10&sort=date&cursor=`));
    last = previous;
    if (next?.results !== "true") break;
    path = next.url.slice(PUBLIC_URL.length);
  }
  assert.deepEqual(
    pages.map((ids) => ids.length),
    [10, 10, 5],
  );
  assert.equal(new Set(pages.flat()).size, 25);

  const back = await world.ask(`/api/0/organizations/acme/issues/?limit=10&cursor=${last?.cursor}`, {
    session: world.reporter,
  });
  assert.deepEqual(
    back.json.map((issue: { id: string }) => issue.id),
    pages[1],
  );
});

test("both relations always stand there, with a bare question mark before the cursor when there was no query", async () => {
  const world = await openPopulatedWorld();
  const answered = await world.ask("/api/0/organizations/acme/issues/", { session: world.reporter });
  const url = `${PUBLIC_URL}/api/0/organizations/acme/issues/?&cursor=`;
  assert.equal(
    answered.headers["link"],
    `<${url}0:0:1>; rel="previous"; results="false"; cursor="0:0:1", <${url}0:1:0>; rel="next"; results="false"; cursor="0:1:0"`,
  );
});

test("following next in spite of results=false gives an empty page, not the first one again", async () => {
  const world = await openWithIssues(3);
  const answered = await world.ask("/api/0/organizations/acme/issues/?cursor=0:1:0", { session: world.reporter });
  assert.deepEqual([answered.status, answered.json], [200, []]);
  const projects = await world.ask("/api/0/projects/", { session: world.reporter });
  const { next } = relationsOf(projects.headers["link"]);
  const after = await world.ask(`/api/0/projects/?cursor=${next?.cursor}`, { session: world.reporter });
  assert.deepEqual(after.json, []);
});

test("what a client puts into its query cannot end the header early", async () => {
  const world = await openPopulatedWorld();
  const query = 'query=a,b%2C&x=>;rel="next"&y=%0d%0aX:1';
  const answered = await world.ask(`/api/0/projects/acme/web/issues/?${query}&cursor=`, { session: world.reporter });
  assert.equal(answered.status, 200, answered.text);
  const { next } = relationsOf(answered.headers["link"]);
  assert.ok(next?.url.includes("query=a%2Cb%2C&x=%3E%3Brel=%22next%22&y=%0d%0aX:1&cursor="));
});

test("short lists are paged by count", async () => {
  const world = await openPopulatedWorld();
  const first = await world.ask("/api/0/organizations/acme/projects/?per_page=1", { session: world.reporter });
  const { next } = relationsOf(first.headers["link"]);
  const second = await world.ask(`/api/0/organizations/acme/projects/?per_page=1&cursor=${next?.cursor}`, {
    session: world.reporter,
  });
  assert.deepEqual([first.json[0].slug, second.json[0].slug, first.json.length], ["shop", "web", 1]);
  assert.equal(relationsOf(second.headers["link"]).next?.results, "false");
});

const sizes = [
  { query: "limit=10000", want: 200, rows: 100 },
  { query: "per_page=2", want: 200, rows: 2 },
  { query: "limit=0", want: 200, rows: 1 },
  { query: "limit=-5", want: 200, rows: 1 },
  { query: "limit=many", want: 400, rows: 0 },
  { query: "cursor=", want: 200, rows: 100 },
  { query: "cursor=0:0:0", want: 200, rows: 100 },
  { query: "cursor=abc", want: 400, rows: 0 },
  { query: "cursor=1:2", want: 400, rows: 0 },
  { query: "cursor=9999999999999999:1:0", want: 400, rows: 0 },
];
test("page sizes are clamped and broken cursors refused", async (context) => {
  const world = await openWithIssues(101);
  for (const { query, want, rows } of sizes) {
    await context.test(`${query} is ${want}`, async () => {
      const answered = await world.ask(`/api/0/organizations/acme/issues/?${query}`, { session: world.reporter });
      assert.equal(answered.status, want);
      if (want === 200) assert.equal(answered.json.length, rows);
      else assert.equal(typeof answered.json.detail, "string");
    });
  }
});
