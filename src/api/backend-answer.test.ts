import assert from "node:assert/strict";
import { test } from "node:test";
import type { Backend } from "../backend/backend.ts";
import { BackendProblem } from "../backend/backend.ts";
import type { Freshness, Issue } from "../issue/issue.ts";
import { createApi } from "./api.ts";
import { freshnessHeaders } from "./backend-answer.ts";
import { finish } from "./finish.ts";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

type Asked = (path: string, change: (backend: Backend) => Partial<Backend>) => Promise<Answered>;

/** Asks an API whose backend was changed; the first issue of the world stands for all. */
async function openAsking(): Promise<{ readonly world: Populated; readonly ask: Asked; readonly issue: Issue }> {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  const backend = world.deps.backendOf(world.web);
  const filter = { statuses: [], levels: [], ids: [] };
  const { issues } = await backend.listIssues({ projects: [world.web], filter, sort: "last-seen", limit: 1 });
  assert.ok(issues[0]);
  const ask: Asked = async (path, change) => {
    const changed = { ...backend, ...change(backend) };
    const api = await createApi({ ...world.deps, backendOf: () => changed, listIssues: (query) => changed.listIssues(query) });
    const headers = { cookie: `culprit_session=${world.reporter}` };
    const response = await api.handle({ method: "GET", path, headers, body: undefined, clientIp: "::1" });
    const text = Buffer.from(response.body).toString();
    const plain = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    return { status: response.status, headers: plain, text, json: JSON.parse(text) };
  };
  return { world, ask, issue: issues[0] };
}

const LIST = "/api/0/projects/acme/web/issues/";

test("a problem of a backend is answered in its words, by a status of its kind", async () => {
  const { ask } = await openAsking();
  const kinds = [
    ["bad-cursor", 400],
    ["not-supported", 400],
    ["not-found", 404],
    ["refused", 502],
    ["unavailable", 503],
  ] as const;
  for (const [kind, status] of kinds) {
    const failing = { listIssues: () => Promise.reject(new BackendProblem(kind, "Do this, then that.")) };
    const answered = await ask(LIST, () => failing);
    assert.equal(answered.status, status);
    if (kind !== "not-found") assert.equal(answered.json.detail, "Do this, then that.");
    assert.equal(answered.headers["retry-after"], kind === "unavailable" ? "15" : undefined);
  }
});

test("a list, an issue and its events say how current they are, and what is wrong", async () => {
  const { ask, issue } = await openAsking();
  const freshness: Freshness = { asOfMs: Date.UTC(2027, 0, 1), problem: "Größe, \r\n“quoted” \ud800" };
  const answers = [
    await ask(LIST, (backend) => ({
      listIssues: async (query) => ({ ...(await backend.listIssues(query)), freshness }),
    })),
    await ask(`/api/0/issues/${issue.id}/`, () => ({ findIssue: async () => ({ ...issue, freshness }) })),
    await ask(`/api/0/issues/${issue.id}/events/`, (backend) => ({
      listEvents: async (asked, page) => ({ ...(await backend.listEvents(asked, page)), freshness }),
    })),
    await ask(`/api/0/issues/${issue.id}/events/latest/`, (backend) => ({
      async findEvent(asked, which) {
        const found = await backend.findEvent(asked, which);
        return found === undefined ? undefined : { ...found, freshness };
      },
    })),
  ];
  for (const { status, headers } of answers) {
    assert.equal(status, 200);
    assert.equal(headers["x-culprit-as-of"], "2027-01-01T00:00:00.000Z");
    assert.equal(decodeURIComponent(headers["x-culprit-problem"] ?? ""), "Größe, \r\n“quoted” \ufffd");
  }
  const current = await ask(LIST, () => ({}));
  assert.deepEqual([current.headers["x-culprit-as-of"], current.headers["x-culprit-problem"]], [undefined, undefined]);
});

test("a cursor of any signs goes through the header and back to the backend", async () => {
  const { ask } = await openAsking();
  const cursor = 'a,b>;"c" %2C&ü';
  const first = await ask(LIST, (backend) => ({
    listIssues: async (query) => ({ ...(await backend.listIssues(query)), next: cursor }),
  }));
  assert.equal(first.headers["link"]?.split(",").length, 2);
  const [, address = ""] = /<[^>]*>.*<([^>]*)>; rel="next"/.exec(first.headers["link"] ?? "") ?? [];
  const asked: (string | undefined)[] = [];
  await ask(`${LIST}?${address.split("?")[1]}`, (backend) => ({
    async listIssues(query) {
      asked.push(query.cursor);
      return backend.listIssues({ ...query, cursor: "0:1:0" });
    },
  }));
  assert.deepEqual(asked, [cursor]);
});

test("an issue that a Sentry keeps names its page there", async () => {
  const { ask, issue } = await openAsking();
  const remote = { id: "7", url: "https://sentry.example/issues/7/" };
  const answered = await ask(`/api/0/issues/${issue.id}/`, () => ({ findIssue: async () => ({ ...issue, remote }) }));
  assert.deepEqual(answered.json.remote, { url: remote.url });
});

test("every project says where its errors are kept, and what can be done there", async () => {
  const { ask, world } = await openAsking();
  const { can } = world.deps.backendOf(world.web);
  const [one] = (await ask("/api/0/organizations/acme/projects/", () => ({}))).json;
  const detail = (await ask("/api/0/projects/acme/web/", () => ({}))).json;
  for (const { backend } of [one, detail]) assert.deepEqual(backend, { kind: "integrated", can });
});

test("the same text is another answer once its backend is well again, for a 304 would leave the problem standing", () => {
  const etagOf = (freshness: Freshness): string | undefined => {
    const answer = { status: 200, headers: freshnessHeaders(freshness), body: [] };
    return finish(answer, { method: "GET", acceptEncoding: "", ifNoneMatch: "", nowMs: 0 }).headers["ETag"];
  };
  assert.notEqual(etagOf({ asOfMs: 1, problem: "It hung up." }), etagOf({ asOfMs: 1, problem: undefined }));
  assert.equal(etagOf({ asOfMs: 1, problem: undefined }), etagOf({ asOfMs: 2, problem: undefined }));
});
