import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { z } from "zod";
import type { FakeSmtp } from "../fakes/mail/fake-smtp.ts";
import { fakeSmtp } from "../fakes/mail/fake-smtp.ts";
import type { WebhookReceiver } from "../fakes/webhook-receiver.ts";
import { webhookReceiver } from "../fakes/webhook-receiver.ts";
import type { TestServer } from "../harness/server.ts";
import { ADMIN_EMAIL, startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

const Rule = z.object({ id: z.string(), name: z.string() });
const Channel = z.object({ id: z.string(), signingSecret: z.string().nullable() });
const Delivery = z.object({
  id: z.string(),
  state: z.string(),
  attempts: z.number(),
  problem: z.string().nullable(),
  to: z.string(),
  issues: z.number(),
});
const Body = z.object({
  type: z.string(),
  id: z.string(),
  more: z.number(),
  issues: z.array(z.object({ title: z.string(), reason: z.string(), url: z.string(), environment: z.string().nullable() })),
});
const NEW_ISSUE = "sentry.rules.conditions.first_seen_event.FirstSeenEventCondition";
const REGRESSION = "sentry.rules.conditions.regression_event.RegressionEventCondition";
const EVENTS = "sentry.rules.conditions.event_frequency.EventFrequencyCondition";

type World = {
  readonly server: TestServer;
  readonly smtp: FakeSmtp;
  readonly receiver: WebhookReceiver;
  /** Below the project. Answers the body; the status must be good. */
  readonly ask: (method: string, path: string, body?: object) => Promise<unknown>;
  readonly happen: (title: string, more?: object) => Promise<void>;
  readonly addChannel: (change?: object) => Promise<z.infer<typeof Channel>>;
  readonly addRule: (channel: string, change?: object) => Promise<z.infer<typeof Rule>>;
  readonly deliveries: () => Promise<readonly z.infer<typeof Delivery>[]>;
  readonly becomes: (what: string, is: () => boolean | Promise<boolean>) => Promise<void>;
};

async function openWorld(context: TestContext, env: { readonly [name: string]: string } = {}): Promise<World> {
  const smtp = await fakeSmtp();
  const receiver = await webhookReceiver();
  const server = await startServer({
    env: {
      CULPRIT_OUTBOUND_ALLOW: "127.0.0.1",
      CULPRIT_SMTP_URL: smtp.url,
      CULPRIT_MAIL_FROM: "Errors <e@shop.example>",
      ...env,
    },
  });
  context.after(async () => {
    await server[Symbol.asyncDispose]();
    await smtp.close();
    await receiver.close();
  });
  const place = `/projects/${server.organization}/${server.project}/`;
  const ask: World["ask"] = async (method, path, body) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await server.api(`${place}${path}`, { method, ...init });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    server,
    smtp,
    receiver,
    ask,
    async happen(title, more = {}) {
      const event = {
        event_id: randomUUID().replaceAll("-", ""),
        message: title,
        fingerprint: [title],
        level: "error",
        ...more,
      };
      const url = `${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}&sentry_version=7`;
      assert.equal((await fetch(url, { method: "POST", body: JSON.stringify(event) })).status, 200);
    },
    addChannel: async (change = {}) =>
      Channel.parse(
        await ask("POST", "alert-channels/", { kind: "webhook", name: "Desk", url: `${receiver.origin}/desk`, ...change }),
      ),
    addRule: async (channel, change = {}) =>
      Rule.parse(
        await ask("POST", "rules/", {
          name: "Desk",
          conditions: [{ id: NEW_ISSUE }],
          actions: [{ id: "culprit.actions.NotifyChannelAction", channel }],
          digestMinutes: 0,
          ...change,
        }),
      ),
    deliveries: async () => z.array(Delivery).parse(await ask("GET", "alert-deliveries/")),
    becomes: (what, is) => waitFor(is, { what, timeoutMs: 40_000 }).then(() => undefined),
  };
}

function bodiesAt({ received }: WebhookReceiver, path: string): readonly z.infer<typeof Body>[] {
  return received.filter((one) => one.path === path).map(({ body }) => Body.parse(JSON.parse(body)));
}

test("a new project mails its members of the first new error, with text, HTML and a way out", async (context) => {
  const world = await openWorld(context);
  // Everybody, and the owner once more by name: that is one letter.
  const [first] = z.array(Rule).parse(await world.ask("GET", "rules/"));
  const mail = "sentry.mail.actions.NotifyEmailAction";
  const toOwner = { id: mail, targetType: "Member", targetIdentifier: "1" };
  await world.ask("PUT", `rules/${first?.id}/`, {
    name: "By name",
    conditions: [{ id: NEW_ISSUE }],
    actions: [toOwner, { id: mail, targetType: "IssueOwners" }],
  });
  await world.happen("Card <b>declined</b>", { environment: "production", release: "shop@1.2", user: { id: "7" } });
  await world.becomes("the letter", () => world.smtp.letters.length > 0);
  const [letter] = world.smtp.letters;
  assert.ok(letter !== undefined);
  assert.deepEqual([letter.from, letter.to], ["e@shop.example", [ADMIN_EMAIL]]);
  assert.match(letter.headers.get("subject") ?? "", /New error: Card <b>declined<\/b>/);
  const text = letter.parts.get("text/plain") ?? "";
  const html = letter.parts.get("text/html") ?? "";
  for (const fact of ["production", "shop@1.2", "error", "Events: 1", "People: 1", world.server.url]) {
    assert.ok(text.includes(fact), `${fact} in ${text}`);
    assert.ok(html.includes(fact), `${fact} in the HTML`);
  }
  assert.ok(html.includes("Card &lt;b&gt;declined"));
  assert.ok(!html.includes("<b>declined"));

  const link = /<(.*)>/.exec(letter.headers.get("list-unsubscribe") ?? "")?.[1] ?? "";
  assert.equal(letter.headers.get("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
  const broken = await fetch(link.replace(/.$/, ""), { method: "POST" });
  assert.equal(broken.status, 400);
  const form = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  assert.equal((await fetch(link, { method: "POST", body: form })).status, 200);
  assert.equal(world.smtp.letters.length, 1);
  const channel = await world.addChannel();
  await world.ask("PUT", `rules/${first?.id}/`, {
    name: "Both",
    conditions: [{ id: NEW_ISSUE }],
    actions: [
      { id: mail, targetType: "IssueOwners" },
      toOwner,
      { id: "culprit.actions.NotifyChannelAction", channel: channel.id },
    ],
    digestMinutes: 0,
  });
  await world.happen("Another");
  await world.becomes("the webhook", () => bodiesAt(world.receiver, "/desk").length === 1);
  assert.equal(world.smtp.letters.length, 1, "whoever has left gets no more");
});

test("a webhook is signed over its id, time and body, tried again when it fails, and its address is shown to nobody", async (context) => {
  const world = await openWorld(context);
  const { id, signingSecret } = await world.addChannel({ url: `${world.receiver.origin}/hook-with-a-secret` });
  assert.ok(signingSecret !== null);
  await world.addRule(id, { environment: "production" });
  world.receiver.statuses.set("/hook-with-a-secret", 503);
  await world.happen("Elsewhere", { environment: "staging" });
  await world.happen("Timeout", { environment: "production" });
  await world.becomes("the first attempt", () => world.receiver.received.length === 1);
  await world.becomes("the log to say so", async () =>
    (await world.deliveries()).some(({ problem }) => problem?.includes("503") === true),
  );
  world.receiver.statuses.clear();
  await world.becomes("the second attempt", async () =>
    (await world.deliveries()).some(({ state, attempts }) => state === "sent" && attempts === 2),
  );

  const [first, second] = world.receiver.received;
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(first.headers["webhook-id"], second.headers["webhook-id"]);
  for (const { headers, body: sent } of [first, second]) {
    const key: Buffer = Buffer.from(signingSecret.replace("whsec_", ""), "base64");
    const signed = [headers["webhook-id"], headers["webhook-timestamp"], sent].join(".");
    assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  }
  const [body] = bodiesAt(world.receiver, "/hook-with-a-secret");
  assert.deepEqual(
    body?.issues.map(({ title, reason, environment }) => [title, reason, environment]),
    [["Timeout", "new-issue", "production"]],
  );
  const everything = JSON.stringify([await world.ask("GET", "alert-channels/"), await world.ask("GET", "alert-deliveries/")]);
  assert.ok(!everything.includes("hook-with-a-secret") && !everything.includes("whsec_"), everything);
});

test("what is refused for good is a dead letter that can be sent again; a private address is not called", async (context) => {
  const world = await openWorld(context);
  const { id } = await world.addChannel();
  await world.addRule(id);
  world.receiver.statuses.set("/desk", 410);
  world.smtp.refusal = "550 no such person";
  await world.happen("Timeout");
  const dead = async () => (await world.deliveries()).filter(({ state }) => state === "dead");
  await world.becomes("two dead letters", async () => (await dead()).length === 2);
  const problems = (await dead()).map(({ problem }) => problem ?? "").toSorted();
  assert.match(problems.join(), /410/);
  assert.match(problems.join(), /550 no such person/);
  world.receiver.statuses.clear();
  world.smtp.refusal = undefined;
  for (const letter of await dead()) await world.ask("POST", `alert-deliveries/${letter.id}/resend/`);
  await world.becomes("both to arrive", async () => (await world.deliveries()).every(({ state }) => state === "sent"));
  assert.equal(world.smtp.letters.length, 1);

  const inside = await world.addChannel({ name: "Metadata", url: "http://169.254.169.254/latest" });
  const tested = z
    .object({ sent: z.boolean(), problem: z.string() })
    .parse(await world.ask("POST", `alert-channels/${inside.id}/test/`));
  assert.equal(tested.sent, false);
  assert.match(tested.problem, /169\.254\.169\.254/);
});

test("an issue fires a rule once within its throttle, by count and by return", async (context) => {
  const world = await openWorld(context);
  const { id } = await world.addChannel();
  const five = { id: EVENTS, value: 5, interval: "1h" };
  await world.addRule(id, { name: "Many", conditions: [five], frequency: 60 });
  for (let count = 0; count < 4; count += 1) await world.happen("Timeout");
  const other = await world.addChannel({ name: "Returns", url: `${world.receiver.origin}/returns` });
  await world.addRule(other.id, { name: "Returns", conditions: [{ id: REGRESSION }] });
  const issues = z.array(z.object({ id: z.string(), count: z.string() }));
  const list = async () => issues.parse(await world.ask("GET", "issues/?query="));
  await world.becomes("four events", async () => (await list())[0]?.count === "4");
  assert.equal(bodiesAt(world.receiver, "/desk").length, 0);
  for (let count = 0; count < 6; count += 1) await world.happen("Timeout");
  await world.becomes("the fifth", () => bodiesAt(world.receiver, "/desk").length === 1);
  for (let count = 0; count < 6; count += 1) await world.happen("Timeout");
  const resolve = await world.server.api(`/issues/${(await list())[0]?.id}/`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ status: "resolved" }),
  });
  assert.equal(resolve.status, 200);
  await world.happen("Timeout", { timestamp: Date.now() / 1_000 + 1 });
  await world.becomes("the return", () => bodiesAt(world.receiver, "/returns").length === 1);
  assert.deepEqual(bodiesAt(world.receiver, "/desk").length, 1);
  assert.equal(bodiesAt(world.receiver, "/returns")[0]?.issues[0]?.reason, "regression");
});

test("a storm of 10,000 new issues sends a few messages, also over a kill -9", async (context) => {
  const world = await openWorld(context);
  const { id } = await world.addChannel();
  await world.addRule(id);
  const send = async (from: number, to: number): Promise<void> => {
    for (let start = from; start < to; start += 100) {
      const url = `${world.server.url}/api/${world.server.projectId}/envelope/?sentry_key=${world.server.publicKey}&sentry_version=7`;
      const response = await fetch(url, { method: "POST", body: stormEnvelope(start, 100) });
      assert.equal(response.status, 200, await response.text());
    }
  };
  await send(0, 5_000);
  await world.server.kill9();
  await world.server.restart();
  await send(5_000, 10_000);
  await world.becomes("the summary", () => bodiesAt(world.receiver, "/desk").some(({ more }) => more > 0));
  const counts = bodiesAt(world.receiver, "/desk").map(({ issues, more }) => issues.length + more);
  context.diagnostic(`messages of ${counts.join(", ")} issues; ${world.smtp.letters.length} letters`);
  assert.ok(counts.length <= 25, `${counts.length} messages`);
  assert.ok(counts.reduce((sum, count) => sum + count, 0) <= 10_000);
  assert.ok(world.smtp.letters.length <= 4, `${world.smtp.letters.length} letters`);
});

/** Events that are each an issue of their own: numbers would be taken for the changing part of one message. */
function stormEnvelope(from: number, count: number): string {
  const items = Array.from({ length: count }, (_, index) => {
    const word = String(from + index).replaceAll(/\d/g, (digit) => "abcdefghij"[Number(digit)] ?? "");
    const event = { event_id: randomUUID().replaceAll("-", ""), message: `Storm ${word}`, fingerprint: [word], level: "error" };
    return `{"type":"event"}\n${JSON.stringify(event)}`;
  });
  return `{}\n${items.join("\n")}\n`;
}
