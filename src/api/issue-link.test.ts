import assert from "node:assert/strict";
import { test } from "node:test";
import { addIssue } from "../../test/fakes/codehost/world.ts";
import { SESSION_COOKIE } from "../account/session.ts";
import { problem } from "../protocol/result.ts";
import { createApi } from "./api.ts";
import type { CodeHostWorld } from "./test-code-host.ts";
import { openCodeHostWorld } from "./test-code-host.ts";
import { ORIGIN } from "./test-world.ts";

const linkOf = (id: string): string => `/organizations/acme/issues/${id}/link/`;

test("an issue is drafted, made at the code host as it was edited, and shown in list and detail", async (context) => {
  const { owned, connect, gitlab, repository, first } = await openCodeHostWorld(context);
  await connect();
  const draft = (await owned("GET", `${linkOf(first)}draft/`)).json;
  assert.equal(draft.title, "PriceError: no price");
  assert.ok(draft.description.includes(`https://errors.example.org/base/organizations/acme/issues/${first}/`));
  assert.match(draft.description, /### Stack trace, in-app frames/);

  const made = await owned("POST", linkOf(first), { title: "Prices are missing", description: draft.description });
  const link = {
    kind: "gitlab",
    number: 1,
    url: `${gitlab.origin}/acme/shop/-/issues/1`,
    title: "Prices are missing",
    state: "open",
    repository: "acme/shop",
  };
  assert.deepEqual([made.status, made.json], [201, link]);
  assert.deepEqual([repository.issues[0]?.title, repository.issues[0]?.body], ["Prices are missing", draft.description]);

  const detail = (await owned("GET", `/issues/${first}/`)).json;
  assert.deepEqual(detail.link, link);
  assert.deepEqual([detail.annotations, detail.pluginIssues[0].issue.url], [[], link.url]);
  const [listed, other] = (await owned("GET", "/projects/acme/web/issues/")).json;
  assert.deepEqual([listed.link, listed.annotations], [link, [{ displayName: "acme/shop#1", url: link.url }]]);
  assert.deepEqual([other.link, other.annotations], [null, []]);
  assert.deepEqual((await owned("GET", `/organizations/acme/shortids/${detail.shortId}/`)).json.group.link, link);
});

test("what the person leaves out is as the draft has it", async (context) => {
  const { owned, connect, repository, first } = await openCodeHostWorld(context);
  await connect();
  assert.equal((await owned("POST", linkOf(first))).status, 201);
  assert.equal(repository.issues[0]?.title, "PriceError: no price");
  assert.match(repository.issues[0].body, /First seen/);
});

test("one link for an error and one for an issue, even when two people press at once", async (context) => {
  const { owned, connect, repository, first, second } = await openCodeHostWorld(context);
  await connect();
  const both = await Promise.all([owned("POST", linkOf(first)), owned("POST", linkOf(first))]);
  assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([201, 409]));
  assert.equal(repository.issues.length, 1);
  const again = await owned("POST", linkOf(first));
  assert.equal(again.status, 409);
  assert.match(again.json.detail, /linked to #1 of acme\/shop already/);
  const taken = await owned("PUT", linkOf(second), { url: both.find(({ status }) => status === 201)?.json.url });
  assert.equal(taken.status, 409);
  assert.match(taken.json.detail, /Another error is linked to #1/);
  assert.equal(repository.issues.length, 1);
});

type Send = CodeHostWorld["deps"]["codeHosts"]["send"];

/** Asks as the owner, where what is sent to the code host and what comes back goes through `change`. */
async function askThrough(world: CodeHostWorld, change: (send: Send) => Send) {
  const { codeHosts } = world.deps;
  const api = await createApi({ ...world.deps, codeHosts: { ...codeHosts, send: change(codeHosts.send) } });
  const headers = { cookie: `${SESSION_COOKIE}=${world.owner}`, origin: ORIGIN, "content-type": "application/json" };
  return async (method: string, path: string, body?: object) => {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return await api.handle({ method, path: `/api/0${path}`, headers, body: bytes, clientIp: "192.0.2.7" });
  };
}

test("while an issue is being made of an error, it is not linked to another one", async (context) => {
  const world = await openCodeHostWorld(context);
  await world.connect();
  const known = addIssue(world.repository, "Known already", "");
  const url = `${world.gitlab.origin}/acme/shop/-/issues/${known.number}`;
  const begun = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  const ask = await askThrough(world, (send) => async (request) => {
    if (request.method === "POST") {
      begun.resolve();
      await mayGoOn.promise;
    }
    return await send(request);
  });
  const making = ask("POST", linkOf(world.first));
  await begun.promise;
  assert.equal((await ask("PUT", linkOf(world.first), { url })).status, 409);
  mayGoOn.resolve();
  assert.equal((await making).status, 201);
});

test("a link that does not come about can be tried again at once", async (context) => {
  const { owned, connect, gitlab, repository, first } = await openCodeHostWorld(context);
  await connect();
  const url = `${gitlab.origin}/acme/shop/-/issues/1`;
  assert.equal((await owned("PUT", linkOf(first), { url })).status, 400);
  addIssue(repository, "Known now", "");
  assert.equal((await owned("PUT", linkOf(first), { url })).status, 201);
});

test("when the code host does not answer, nobody is led to make the issue twice", async (context) => {
  const world = await openCodeHostWorld(context);
  await world.connect();
  const ask = await askThrough(world, (send) => async (request) => {
    const answer = await send(request);
    return request.method === "POST" ? problem({ kind: "too-slow", message: "It took too long." }) : answer;
  });
  const answered = await ask("POST", linkOf(world.first));
  assert.deepEqual([answered.status, answered.headers["retry-after"]], [502, undefined]);
  assert.match(Buffer.from(answered.body).toString(), /It took too long\. The issue may have been made all the same/);
  assert.equal(world.repository.issues.length, 1);
});

test("an issue that is there is linked by its address, and a link can be taken off", async (context) => {
  const { owned, connect, gitlab, repository, first } = await openCodeHostWorld(context);
  await connect();
  addIssue(repository, "Known already", "").state = "closed";
  const linked = await owned("PUT", linkOf(first), { url: `${gitlab.origin}/Acme/Shop/-/issues/1#note_7` });
  assert.deepEqual([linked.status, linked.json.title, linked.json.state], [201, "Known already", "closed"]);
  assert.equal((await owned("GET", `/issues/${first}/`)).json.status, "unresolved", "only what comes later counts");
  assert.equal((await owned("DELETE", linkOf(first))).status, 204);
  assert.equal((await owned("GET", `/issues/${first}/`)).json.link, null);
  assert.equal(repository.issues[0]?.state, "closed");
});

const foreign = [
  { name: "another repository", url: (origin: string) => `${origin}/acme/website/-/issues/1`, words: /of .*acme\/shop/ },
  { name: "another host", url: () => "https://gitlab.com/acme/shop/-/issues/1", words: /must be the page of an issue/ },
  { name: "no issue", url: (origin: string) => `${origin}/acme/shop`, words: /must be the page of an issue/ },
  { name: "an issue that is not there", url: (origin: string) => `${origin}/acme/shop/-/issues/77`, words: /no issue #77/ },
];
for (const { name, url, words } of foreign) {
  test(`the address of ${name} is refused in words`, async (context) => {
    const { owned, connect, gitlab, first } = await openCodeHostWorld(context);
    await connect();
    const answered = await owned("PUT", linkOf(first), { url: url(gitlab.origin) });
    assert.equal(answered.status, 400);
    assert.match(answered.json.url[0], words);
  });
}

test("without a connection the remedy is named, and a failed try can be repeated", async (context) => {
  const { owned, connect, host, repository, first } = await openCodeHostWorld(context);
  const unconnected = await owned("POST", linkOf(first));
  assert.deepEqual([unconnected.status, /Connect it in the settings/.test(unconnected.json.detail)], [400, true]);
  await connect();
  const tokens = [...host.tokens];
  host.tokens.clear();
  assert.equal((await owned("POST", linkOf(first))).status, 502);
  for (const [token, rights] of tokens) host.tokens.set(token, rights);
  assert.equal((await owned("POST", linkOf(first))).status, 201);
  assert.equal(repository.issues.length, 1);
});

test("a title that is too long is refused by name", async (context) => {
  const { owned, connect, first } = await openCodeHostWorld(context);
  await connect();
  assert.deepEqual((await owned("POST", linkOf(first), { title: "x".repeat(256) })).json, {
    title: ["must not be longer than 255 characters"],
  });
});

test("resolving says which issue is closed with it", async (context) => {
  const { owned, connect, first, second } = await openCodeHostWorld(context);
  await connect();
  await owned("POST", linkOf(first));
  const change = async (id: string, status: string) => {
    const answered = await owned("PUT", `/issues/${id}/`, { status });
    return [answered.headers["x-culprit-closed-issue"], answered.json.closedIssue];
  };
  assert.deepEqual(await change(second, "resolved"), [undefined, null], "no link");
  assert.deepEqual(await change(first, "ignored"), [undefined, null]);
  assert.deepEqual(await change(first, "resolved"), ["1", 1]);
  assert.deepEqual(await change(first, "resolved"), [undefined, null], "it was resolved");
  await change(first, "unresolved");
  await connect({ closesIssues: false });
  assert.deepEqual(await change(first, "resolved"), [undefined, null], "switched off");
});
