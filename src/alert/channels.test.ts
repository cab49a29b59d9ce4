import assert from "node:assert/strict";
import { test } from "node:test";
import { discordBody } from "./channel/discord.ts";
import { mailOf } from "./channel/email.ts";
import { mattermostBody } from "./channel/mattermost.ts";
import { slackBody } from "./channel/slack.ts";
import { teamsBody } from "./channel/teams.ts";
import { telegramBody } from "./channel/telegram.ts";
import { signatureHeaders } from "./channel/webhook.ts";
import { enterChannel } from "./enter-channel.ts";
import type { Message, Told } from "./message.ts";
import { headline, linksOf } from "./message.ts";
import { tellableAt } from "./quiet-hours.ts";
import { readUnsubscribeToken, unsubscribeToken } from "./unsubscribe.ts";

const KEY = "k".repeat(32);
const NOW_MS = Date.UTC(2026, 10, 25, 12);
const HOSTILE = "<!channel> @everyone `x` [a](https://evil.example) <b>*bold*</b> \u202egnp\r\nBcc: all@example.org";

function messageOf(title: string, count = 1): Message {
  const told: Told = {
    reason: "new-issue",
    issueId: 7,
    shortId: "SHOP-7",
    title,
    culprit: title,
    level: "error",
    environment: title,
    release: title,
    events: 3,
    users: 2,
    firstSeenMs: NOW_MS,
    lastSeenMs: NOW_MS,
  };
  const project = { id: 1, slug: "shop", name: "Shop" };
  return {
    kind: "alert",
    organization: "acme",
    project,
    rule: { id: 1, name: "R" },
    told: Array.from({ length: count }, () => told),
    more: 4,
  };
}
const hostile = messageOf(HOSTILE);
const links = linksOf("https://errors.example.org/base", hostile);

/** Every text of a body, with the names that lead there. */
function textsOf(value: unknown, path = ""): readonly (readonly [path: string, text: string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${path}.${name}`));
}

test("a subject is one line without what turns the direction of writing", () => {
  // Of several, the subject names none.
  const subject = headline({ ...hostile, more: 0 });
  assert.match(subject, /evil\.example/);
  assert.doesNotMatch(subject, /[\r\n\u202e]/u);
});

test("an e-mail shows text of events as text, in both forms", () => {
  const { html, text, subject } = mailOf(hostile, links, "https://errors.example.org/base/unsubscribe?token=1");
  assert.ok(!html.includes("<b>") && !html.includes("<!channel>"));
  assert.ok(!/^Bcc:/m.test(text) && !/[\r\n]/.test(subject));
  for (const said of [html, text]) assert.ok(said.includes("https://errors.example.org/base/organizations/acme/issues/7"));
});

test("Slack gets plain texts, and a fallback without its signs", () => {
  const body = slackBody(hostile, links);
  for (const [path, text] of textsOf(body)) {
    if (path === ".text") assert.ok(!/[<>]/.test(text), text);
  }
  assert.ok(!JSON.stringify(body).includes('"type":"mrkdwn"'));
});

test("Discord gets escaped marks and may mention nobody", () => {
  const body = discordBody(hostile, links);
  assert.ok(JSON.stringify(body).includes('"allowed_mentions":{"parse":[]}'));
  for (const [path, text] of textsOf(body)) {
    if (/title|description|value|content/.test(path)) assert.ok(!/(^|[^\\])[*`[\]<>@]/.test(text), `${path}: ${text}`);
  }
});

test("Teams gets text of events in runs alone, which know no marks", () => {
  assert.ok(!JSON.stringify(teamsBody(hostile, links)).includes('"type":"TextBlock","text":"<'));
});

test("Mattermost and Rocket.Chat get text of events in code alone", () => {
  for (const [path, text] of textsOf(mattermostBody(hostile, links))) {
    if (text.includes("@everyone")) assert.ok(!text.replaceAll(/`[^`\n]*`/g, "").includes("@everyone"), `${path}: ${text}`);
  }
});

test("Telegram gets escaped text in code, which it makes no links of", () => {
  const text = String(textsOf(telegramBody(hostile, links, "-1")).find(([path]) => path === ".text")?.[1]);
  assert.ok(!text.includes("<!channel>") && !text.includes("<b>*"));
  assert.ok(!text.replaceAll(/<code>[^<]*<\/code>/g, "").includes("evil.example"));
});

const LIMITS = [
  {
    name: "Slack takes 50 blocks",
    fits: (body: string) => (JSON.parse(body) as { blocks: unknown[] }).blocks.length <= 50,
    of: slackBody,
  },
  {
    name: "Discord takes ten embeds of 6,000 characters",
    fits: (body: string) => {
      const counted = textsOf(JSON.parse(body)).filter(([path]) => /embeds.*(title|description|name|value|text)$/.test(path));
      return counted.reduce((sum, [, text]) => sum + text.length, 0) <= 6_000;
    },
    of: discordBody,
  },
  { name: "Teams takes 28 KB", fits: (body: string) => Buffer.byteLength(body) <= 28 * 1_024, of: teamsBody },
  {
    name: "Telegram takes 4,096 characters",
    fits: (body: string) => (JSON.parse(body) as { text: string }).text.replaceAll(/<[^>]*>/g, "").length <= 4_096,
    of: (message: Message) => telegramBody(message, links, "-1"),
  },
];
for (const { name, fits, of } of LIMITS) {
  test(`${name}: twenty long titles fit, and the rest is counted`, () => {
    const body = JSON.stringify(of(messageOf("x*".repeat(1_000), 20), links));
    assert.ok(fits(body), `${body.length}`);
    assert.match(body, /And \d+ more/);
  });
}

test("the signature is the one of the Standard Webhooks specification", () => {
  // The example of its own libraries.
  const headers = signatureHeaders(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1_614_265_330_000,
    '{"test": 2432232314}',
  );
  assert.equal(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("a token moves with a channel to no other origin", () => {
  const entered = { kind: "telegram", name: "T", token: "1:secret", chat: "-1" } as const;
  const first = enterChannel(KEY, 1, entered, undefined);
  assert.ok(first.ok);
  const before = { ...first.value.settings, id: 1, projectId: 1, createdAtMs: 0 };
  assert.ok(enterChannel(KEY, 1, { kind: "telegram", name: "Other name" }, before).ok);
  const moved = enterChannel(KEY, 1, { kind: "telegram", name: "T", url: "https://evil.example" }, before);
  assert.ok(!moved.ok && moved.problem.field === "token");
});

test("a link out is good for its person and project alone", () => {
  const token = unsubscribeToken(KEY, { userId: 3, projectId: 4 });
  assert.deepEqual(readUnsubscribeToken(KEY, token), { userId: 3, projectId: 4 });
  for (const wrong of ["", token.replace(/^3/, "5"), token.slice(0, -1), `${token}x`]) {
    assert.equal(readUnsubscribeToken(KEY, wrong), undefined);
  }
});

const NIGHT = { fromMinute: 22 * 60, toMinute: 7 * 60, timeZone: "Europe/Berlin" };
const QUIET = [
  { name: "none set", quiet: undefined, at: "03:00", want: "03:00" },
  { name: "before midnight", quiet: NIGHT, at: "21:30", want: "30:00" },
  { name: "after midnight", quiet: NIGHT, at: "03:00", want: "06:00" },
  { name: "by day", quiet: NIGHT, at: "12:00", want: "12:00" },
  { name: "at the end", quiet: NIGHT, at: "06:00", want: "06:00" },
];
for (const { name, quiet, at, want } of QUIET) {
  test(`quiet hours, ${name}: what happens at ${at} UTC is told at ${want}`, () => {
    const msOf = (text: string): number => Date.UTC(2026, 10, 25, Number(text.slice(0, 2)), Number(text.slice(3)));
    assert.equal(tellableAt(quiet, msOf(at)), msOf(want));
  });
}
