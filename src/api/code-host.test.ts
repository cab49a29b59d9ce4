import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeGitlab } from "../../test/fakes/codehost/fake-gitlab.ts";
import { GOOD_TOKEN, READ_RIGHTS, READING_TOKEN } from "../../test/fakes/codehost/world.ts";
import { SESSION_COOKIE } from "../account/session.ts";
import { createApi } from "./api.ts";
import { CODE_HOST, openCodeHostWorld } from "./test-code-host.ts";

test("a project is connected to a repository, and the host is told to call", async (context) => {
  const { owned, connect, gitlab, repository } = await openCodeHostWorld(context);
  assert.equal((await owned("GET", CODE_HOST)).json, null);
  const listed = await owned("POST", `${CODE_HOST}repositories/`, {
    kind: "gitlab",
    origin: gitlab.origin,
    token: GOOD_TOKEN,
    query: "shop",
  });
  assert.deepEqual(listed.json, [{ id: "11", path: "acme/shop", url: `${gitlab.origin}/acme/shop` }]);

  const { status, json } = await connect();
  assert.equal(status, 200);
  const { health, ...kept } = json;
  assert.deepEqual(kept, {
    kind: "gitlab",
    origin: gitlab.origin,
    repository: { id: "11", path: "acme/shop", url: `${gitlab.origin}/acme/shop` },
    token: "••••6789",
    closesIssues: true,
    resolvesErrors: true,
    polls: false,
    webhook: {
      url: "https://errors.example.org/base/api/0/code-host/1/webhook/",
      secret: null,
      installed: true,
      problem: null,
    },
    jobs: { waiting: 0, dead: 0 },
  });
  assert.equal(health.problem, null);
  const [hook] = repository.hooks;
  assert.equal(hook?.url, kept.webhook.url);
  assert.match(hook?.secret ?? "", /^[0-9a-f]{64}$/);
  assert.deepEqual((await owned("GET", CODE_HOST)).json, json);
});

test("secrets are never in an answer, but for a webhook's that a person must enter, once", async (context) => {
  const { owned, connect, host, repository } = await openCodeHostWorld(context);
  await connect();
  const text = JSON.stringify([(await owned("GET", CODE_HOST)).text, (await connect()).text]);
  assert.ok(!text.includes(GOOD_TOKEN) && !text.includes(repository.hooks[0]?.secret ?? "?"));

  await owned("DELETE", CODE_HOST);
  host.tokens.set(GOOD_TOKEN, READ_RIGHTS);
  const { json } = await connect();
  assert.match(json.webhook.secret, /^[0-9a-f]{64}$/);
  assert.equal(json.webhook.installed, false);
  assert.match(json.webhook.problem, /\w/);
  assert.equal(json.polls, true);
  assert.equal((await connect()).json.webhook.secret, null);
  assert.equal((await owned("GET", CODE_HOST)).json.webhook.secret, null);
});

test("where a webhook cannot be made anew, the host is asked as well", async (context) => {
  const { connect, host } = await openCodeHostWorld(context);
  assert.equal((await connect()).json.polls, false);
  host.tokens.set(GOOD_TOKEN, READ_RIGHTS);
  const { json } = await connect();
  assert.deepEqual([json.webhook.installed, json.polls], [true, true]);
});

test("where the host cannot call our address, it is asked instead and the answer says so", async (context) => {
  const { deps, owner, gitlab, repository } = await openCodeHostWorld(context);
  // Under a public name, as far as Culprit knows.
  const origin = "http://code.example.net";
  const { send } = deps.codeHosts;
  const codeHosts: typeof deps.codeHosts = {
    ...deps.codeHosts,
    send: (request) => send({ ...request, url: String(request.url).replace(origin, gitlab.origin) }),
  };
  const publicUrl = "http://localhost:9000";
  const api = await createApi({ ...deps, publicUrl, codeHosts });
  const body = { kind: "gitlab", origin, token: GOOD_TOKEN, repository: "11", polls: false };
  const response = await api.handle({
    method: "PUT",
    path: `/api/0${CODE_HOST}`,
    headers: { cookie: `${SESSION_COOKIE}=${owner}`, origin: publicUrl, "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(body)),
    clientIp: "192.0.2.7",
  });
  const kept = JSON.parse(Buffer.from(response.body).toString("utf8"));
  assert.equal(kept.polls, true);
  assert.equal(kept.webhook.installed, false);
  assert.match(kept.webhook.problem, /code\.example\.net cannot call http:\/\/localhost:9000/);
  assert.deepEqual(repository.hooks, []);
});

test("a token stays with the origin it was entered for", async (context) => {
  const { owned, connect, host, gitlab } = await openCodeHostWorld(context);
  const other = await fakeGitlab(host, "");
  context.after(other.close);
  const refused = await connect({ token: undefined });
  assert.deepEqual([refused.status, refused.json.kind], [400, "token-needed"]);
  await connect();
  for (const token of [undefined, null, "", "••••6789", "********"]) {
    const asked = await connect({ origin: other.origin, token });
    assert.deepEqual([asked.status, asked.json.kind], [400, "token-needed"], String(token));
    assert.match(asked.json.detail, /is not sent elsewhere/);
    const list = await owned("POST", `${CODE_HOST}repositories/`, { kind: "gitlab", origin: other.origin, token });
    assert.equal(list.json.kind, "token-needed");
    assert.equal((await connect({ token })).status, 200, `${token} stands for the one that is kept`);
  }
  assert.deepEqual(other.seen, []);
  assert.equal((await connect({ kind: "github", token: undefined })).json.kind, "token-needed");

  assert.equal((await connect({ origin: other.origin })).status, 200);
  const back = await connect({ origin: gitlab.origin, token: undefined });
  assert.equal(back.json.kind, "token-needed", "the first one was dropped");
});

test("what is left out stays as it is", async (context) => {
  const { connect } = await openCodeHostWorld(context);
  await connect({ closesIssues: false, polls: true });
  const { json } = await connect({ token: undefined });
  assert.deepEqual([json.closesIssues, json.resolvesErrors, json.polls], [false, true, true]);
  const back = await connect({ token: undefined, closesIssues: true, resolvesErrors: false, polls: false });
  assert.deepEqual([back.json.closesIssues, back.json.resolvesErrors, back.json.polls], [true, false, false]);
});

const refusals: readonly { readonly name: string; readonly change: object; readonly kind: string }[] = [
  { name: "a wrong token", change: { token: "wrong-token-0123456789" }, kind: "wrong-token" },
  { name: "a repository that is not there", change: { repository: "99" }, kind: "not-found" },
  { name: "a repository by another path", change: { repository: "../../users" }, kind: "not-found" },
  { name: "an archived repository", change: { repository: "12" }, kind: "archived" },
  { name: "a repository without issues", change: { repository: "13" }, kind: "issues-disabled" },
  { name: "no address", change: { origin: "not an address" }, kind: "bad-address" },
  { name: "a private address", change: { origin: "http://10.0.0.1" }, kind: "private-address" },
  { name: "a port where nobody listens", change: { origin: "http://127.0.0.1:1" }, kind: "refused" },
];
for (const { name, change, kind } of refusals) {
  test(`${name} is refused with its reason, and nothing is kept`, async (context) => {
    const { owned, connect } = await openCodeHostWorld(context);
    const { status, json } = await connect(change);
    assert.deepEqual([status, json.kind], [400, kind], json.detail);
    assert.match(json.detail, /\w+\./);
    assert.equal((await owned("GET", CODE_HOST)).json, null);
  });
}

test("a token that may only read can be connected, and says what is missing when it is to do more", async (context) => {
  const { owned, connect, first } = await openCodeHostWorld(context);
  assert.equal((await connect({ token: READING_TOKEN })).status, 200);
  const made = await owned("POST", `/organizations/acme/issues/${first}/link/`, {});
  assert.equal(made.status, 502);
  assert.match(made.json.detail, /api/);
});
