import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, OutboundRequest } from "../outbound/client.ts";
import { ok, problem } from "../protocol/result.ts";
import type { CodeHost, CodeHostKind, CodeHostProblem } from "./codehost.ts";
import { mayPass } from "./codehost.ts";
import { codeHostOf, webhookReaderOf } from "./codehosts.ts";
import { problemOf, valueOf } from "./test-host.ts";

const ORIGIN = "https://git.example/below";
const SHOP = { id: "11", path: "team/shop" };
const NOW = Date.parse("2026-06-01T00:00:00Z");
const SHA = "a".repeat(40);
const KINDS: readonly CodeHostKind[] = ["gitlab", "github", "gitea"];
const API = { gitlab: "/api/v4/", github: "/api/v3/", gitea: "/api/v1/" };

type Given = {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly json?: unknown;
  readonly text?: string;
};

/** An adapter whose host answers all calls alike, and what it was asked. */
function hostAnswering(kind: CodeHostKind, given: Given): { readonly host: CodeHost; readonly asked: OutboundRequest[] } {
  const asked: OutboundRequest[] = [];
  const host = codeHostOf(kind, {
    origin: ORIGIN,
    token: "a-token-0123456789",
    now: () => NOW,
    send: async (request) => {
      asked.push(request);
      const body = Buffer.from(given.text ?? JSON.stringify(given.json ?? null));
      const answer: Answer = { status: given.status ?? 200, headers: given.headers ?? {}, body, url: String(request.url) };
      return await Promise.resolve(ok(answer));
    },
  });
  return { host, asked };
}

/** Everything that makes a call. */
async function everyCall(host: CodeHost): Promise<(CodeHostProblem | undefined)[]> {
  const found = [
    await host.listRepositories("", undefined),
    await host.findRepository("11"),
    await host.createIssue(SHOP, { title: "T", body: "B" }),
    await host.findIssue(SHOP, 7),
    await host.closeIssue(SHOP, 7, "N"),
    await host.reopenIssue(SHOP, 7, "N"),
    await host.listChangedIssues(SHOP, 0),
    await host.findCommit(SHOP, SHA),
    await host.listCommits(SHOP, { head: SHA, base: undefined, limit: 20 }),
    await host.listCommits(SHOP, { head: SHA, base: SHA, limit: 20 }),
    await host.ensureWebhook(SHOP, "https://culprit.example/hook", "secret"),
  ];
  return found.map((one) => (one.ok ? undefined : one.problem));
}

for (const kind of KINDS) {
  test(`${kind}: a host that repeats the token in what it says has it said to nobody`, async () => {
    for (const status of [400, 403]) {
      const { host } = hostAnswering(kind, { status, json: { message: `${"x".repeat(170)} Bearer a-token-0123456789` } });
      for (const found of await everyCall(host)) {
        assert.match(found?.message ?? "", /Bearer ••••/);
        assert.doesNotMatch(found?.message ?? "", /a-tok/);
      }
    }
  });
}

function issueJson(kind: CodeHostKind, change: object = {}): object {
  const page = { gitlab: "/-/issues/7", github: "/issues/7", gitea: "/issues/7" }[kind];
  const own = kind === "gitlab" ? { iid: 7, state: "opened", web_url: `${ORIGIN}/team/shop${page}` } : undefined;
  const theirs = { number: 7, state: "open", html_url: `${ORIGIN}/team/shop${page}` };
  return { title: "T", updated_at: "2026-05-01T00:00:00Z", ...(own ?? theirs), ...change };
}

const rubbish: readonly { readonly name: string; readonly given: Given }[] = [
  { name: "a web page", given: { text: "<!doctype html><script>alert(1)</script>" } },
  { name: "nothing", given: { text: "" } },
  { name: "null", given: { json: null } },
  { name: "a text", given: { json: "ok" } },
  { name: "a number", given: { json: 7 } },
  { name: "a list of lists", given: { json: [[], [[]]] } },
  { name: "rows of nothing", given: { json: [{}, {}] } },
  { name: "an object of another kind", given: { json: { ok: true, data: [{ id: "x" }] } } },
  { name: "JSON as deep as it goes", given: { text: `${"[".repeat(300_000)}${"]".repeat(300_000)}` } },
  { name: "a page of 404", given: { status: 404, text: "<h1>Not here</h1>" } },
  { name: "a page of 403", given: { status: 403, text: "<h1>Forbidden</h1>" } },
];
for (const kind of KINDS) {
  for (const { name, given } of rubbish) {
    test(`${kind}: ${name} in place of an answer is no code host`, async () => {
      const { host } = hostAnswering(kind, given);
      const kinds = (await everyCall(host)).map((one) => one?.kind);
      assert.deepEqual(new Set(kinds), new Set(["not-a-code-host"]));
    });
  }

  test(`${kind}: the token goes to the API of the host alone`, async () => {
    for (const given of [{ json: [] }, { json: issueJson(kind) }, { status: 500 }]) {
      const { host, asked } = hostAnswering(kind, given);
      await everyCall(host);
      await host.readFile(SHOP, "src/a b.py", SHA);
      assert.ok(asked.length > 8);
      for (const { url } of asked) assert.ok(String(url).startsWith(`${ORIGIN}${API[kind]}`), String(url));
    }
  });

  const ids = ["11/../12", "../../user", "1e9", "-1", "0", "", "11?x", "１１"];
  test(`${kind}: an id that is no number finds nothing and asks for nothing`, async () => {
    const { host, asked } = hostAnswering(kind, { json: {} });
    for (const id of ids) assert.equal(problemOf(await host.findRepository(id)).kind, "not-found");
    assert.deepEqual(asked, []);
  });

  test(`${kind}: an issue's page elsewhere gives way to its page at the host`, async () => {
    for (const page of [
      "javascript:alert(1)",
      "https://evil.example/1",
      "https://git.example/other",
      7,
      null,
      "x".repeat(9_000),
    ]) {
      const { host } = hostAnswering(kind, { json: issueJson(kind, { web_url: page, html_url: page }) });
      const issue = valueOf(await host.findIssue(SHOP, 7));
      assert.equal(issue.url, `${ORIGIN}/team/shop${kind === "gitlab" ? "/-" : ""}/issues/7`);
      assert.deepEqual(host.parseIssueUrl(issue.url), { repositoryPath: "team/shop", number: 7 });
    }
  });

  test(`${kind}: a title is one bounded line`, async () => {
    const title = `<script>\u0000\u202e\n${"x".repeat(2_000)}\ud800`;
    const { host } = hostAnswering(kind, { json: issueJson(kind, { title }) });
    const issue = valueOf(await host.findIssue(SHOP, 7));
    assert.equal(issue.title.length, 500);
    assert.match(issue.title, /^<script> x+$/);
  });

  const bad = [{ title: 7 }, { state: "merged" }, { updated_at: "yesterday" }, { updated_at: 7 }, { iid: "7", number: "7" }];
  for (const change of [...bad, { iid: 1e300, number: 1e300 }, { iid: -7, number: -7 }]) {
    test(`${kind}: an issue with ${JSON.stringify(change)} is none`, async () => {
      const { host } = hostAnswering(kind, { json: issueJson(kind, change) });
      assert.equal(problemOf(await host.findIssue(SHOP, 7)).kind, "not-a-code-host");
      // In a list it costs its row alone.
      const list = hostAnswering(kind, { json: [issueJson(kind, change), issueJson(kind)], headers: { "x-total-count": "2" } });
      assert.equal(valueOf(await list.host.listChangedIssues(SHOP, 0)).issues.length, 1);
    });
  }

  test(`${kind}: a list of changes without end is read to a bound`, async () => {
    const rows = Array.from({ length: 100 }, () => issueJson(kind, { updated_at: "2026-05-01T00:00:00Z" }));
    const { host, asked } = hostAnswering(kind, { json: rows, headers: { "x-total-count": "999999999" } });
    await host.listChangedIssues(SHOP, Date.parse("2026-04-01T00:00:00Z"));
    assert.ok(asked.length <= 80, `${asked.length} calls`);
    const hooks = hostAnswering(kind, {
      json: [{ id: 1, url: "https://other.example/", config: { url: "https://other.example/" } }],
    });
    await hooks.host.ensureWebhook(SHOP, "https://culprit.example/hook", "secret");
    assert.ok(hooks.asked.length <= 3, "a page that brings nothing new is the last");
  });

  test(`${kind}: what the host says of a refusal is shown as one short line`, async () => {
    const said = `No.\n\u0000<b>${"x".repeat(5_000)}`;
    const { host } = hostAnswering(kind, { status: 400, json: { message: said } });
    const { kind: what, message } = problemOf(await host.createIssue(SHOP, { title: "T", body: "" }));
    assert.equal(what, "rejected");
    assert.ok(message.length < 400 && !message.includes("\n") && !message.includes("\u0000"), message);
  });

  test(`${kind}: a redirect names a renamed repository as a reason`, async () => {
    const what = { kind: "redirect", message: "git.example redirects to another page of its own." } as const;
    const deps = { origin: ORIGIN, token: "t", send: async () => await Promise.resolve(problem(what)) };
    assert.match(problemOf(await codeHostOf(kind, deps).findIssue(SHOP, 7)).message, /renamed or moved/);
  });

  const SOON = { status: 429, headers: { "retry-after": "30" }, json: { message: "Too many" } };
  test(`${kind}: a limit is told with the time to wait`, async () => {
    const limited = problemOf(await hostAnswering(kind, SOON).host.findIssue(SHOP, 7));
    assert.deepEqual([limited.kind, limited.retryAfterMs], ["rate-limited", 30_000]);
    const unsaid = problemOf(await hostAnswering(kind, { ...SOON, headers: {} }).host.findIssue(SHOP, 7));
    assert.equal(unsaid.retryAfterMs, 60_000);
    const endless = { "retry-after": "999999999", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999" };
    const bounded = problemOf(await hostAnswering(kind, { ...SOON, headers: endless }).host.findIssue(SHOP, 7));
    assert.equal(bounded.retryAfterMs, 3_600_000);
    const date = { "retry-after": new Date(NOW + 90_000).toUTCString() };
    assert.equal(problemOf(await hostAnswering(kind, { ...SOON, headers: date }).host.findIssue(SHOP, 7)).retryAfterMs, 90_000);
  });

  test(`${kind}: a host that fails may pass, a wrong token does not`, async () => {
    for (const status of [500, 502, 503, 504]) {
      const failed = problemOf(await hostAnswering(kind, { status, text: "oops" }).host.findIssue(SHOP, 7));
      assert.equal(failed.kind, "remote-error");
      assert.ok(mayPass(failed.kind));
    }
    const wrong = problemOf(await hostAnswering(kind, { status: 401, json: {} }).host.findIssue(SHOP, 7));
    assert.deepEqual([wrong.kind, mayPass(wrong.kind)], ["wrong-token", false]);
  });

  test(`${kind}: its webhooks are read without a token`, () => {
    const answer = webhookReaderOf(kind)({ headers: {}, body: new Uint8Array(), secret: "s" });
    assert.ok(!answer.ok && answer.problem.kind === "unsigned");
  });
}
