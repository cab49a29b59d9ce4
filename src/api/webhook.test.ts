import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { GOOD_TOKEN, READ_RIGHTS } from "../../test/fakes/codehost/world.ts";
import type { Answered } from "./test-world.ts";
import type { CodeHostWorld } from "./test-code-host.ts";
import { CODE_HOST, openCodeHostWorld } from "./test-code-host.ts";

type Hook = {
  readonly secret?: string;
  readonly delivery?: string;
  readonly project?: number;
  readonly kind?: string;
  readonly connection?: string;
  readonly body?: string;
};
type World = CodeHostWorld & {
  readonly call: (hook?: Hook) => Promise<Answered>;
  readonly looks: () => Promise<number>;
};

async function openHookWorld(context: TestContext): Promise<World> {
  const world = await openCodeHostWorld(context);
  const { webhook } = (await world.connect()).json;
  await world.owned("POST", `/issues/${world.first}/link/`);
  const path = new URL(webhook.url).pathname.replace("/base", "");
  const good = world.repository.hooks[0]?.secret ?? "";
  return {
    ...world,
    call: ({ secret = good, delivery = "d1", project = 11, kind = "issue", connection, body } = {}) =>
      world.ask(connection === undefined ? path : path.replace(/\d+(?=\/webhook)/, connection), {
        method: "POST",
        headers: { ...(secret === "" ? {} : { "x-gitlab-token": secret }), "idempotency-key": delivery },
        body: body ?? { object_kind: kind, project: { id: project }, object_attributes: { iid: 1, state: "closed" } },
      }),
    looks: async () => (await world.owned("GET", CODE_HOST)).json.jobs.waiting,
  };
}

test("a signed webhook about a linked issue is taken once, and its issue looked at", async (context) => {
  const { call, looks, owned, first } = await openHookWorld(context);
  assert.equal((await call()).status, 202);
  assert.equal(await looks(), 1);
  assert.equal((await owned("GET", `/issues/${first}/`)).json.status, "unresolved", "the hook alone decides nothing");
  const replayed = await call();
  assert.equal(replayed.status, 409);
  assert.equal((await call({ delivery: "d2" })).status, 202);
  assert.equal(await looks(), 1);
});

const refused: readonly { readonly name: string; readonly hook: Hook; readonly status: number }[] = [
  { name: "without a signature", hook: { secret: "" }, status: 401 },
  { name: "with a wrong signature", hook: { secret: "0".repeat(64) }, status: 401 },
  { name: "to a connection that is not there", hook: { connection: "99" }, status: 401 },
  { name: "to what is no connection", hook: { connection: "1e1" }, status: 401 },
  { name: "from another repository", hook: { project: 14 }, status: 403 },
  { name: "whose body is not what the host sends", hook: { body: '{"object_kind": "issue"}' }, status: 400 },
  { name: "whose body is no JSON", hook: { body: "{" }, status: 400 },
];
for (const { name, hook, status } of refused) {
  test(`a webhook ${name} is refused and changes nothing`, async (context) => {
    const { call, looks } = await openHookWorld(context);
    const answered = await call(hook);
    assert.equal(answered.status, status, answered.text);
    assert.equal(typeof answered.json.detail, "string");
    assert.equal(await looks(), 0);
    assert.equal((await call()).status, 202, "the delivery was not spent");
  });
}

test("a webhook about something else is taken and passed over", async (context) => {
  const { call, looks } = await openHookWorld(context);
  assert.equal((await call({ kind: "push" })).status, 202);
  assert.equal(await looks(), 0);
});

test("where a person entered the webhook, polling can be switched off once it has called", async (context) => {
  const { call, connect, host, owned } = await openHookWorld(context);
  const secret = host.repositories[0]?.hooks[0]?.secret ?? "";
  await owned("DELETE", CODE_HOST);
  host.tokens.set(GOOD_TOKEN, READ_RIGHTS);
  const first = (await connect()).json;
  assert.deepEqual([first.polls, first.webhook.installed], [true, false]);
  assert.equal((await connect({ polls: false })).json.polls, true, "nothing would be heard");
  assert.equal((await call({ secret })).status, 401);
  assert.equal((await call({ secret: first.webhook.secret })).status, 202);
  const later = (await connect({ polls: false })).json;
  assert.deepEqual([later.polls, later.webhook.installed], [false, true]);
});

test("a removed connection takes no more webhooks, and a new one has another secret", async (context) => {
  const { call, owned, connect } = await openHookWorld(context);
  await owned("DELETE", CODE_HOST);
  assert.equal((await call()).status, 401);
  await connect();
  assert.equal((await call()).status, 401);
});
