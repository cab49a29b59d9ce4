import assert from "node:assert/strict";
import { test } from "node:test";
import { hashPassword } from "../account/password.ts";
import { totpCode } from "../account/totp.ts";
import { createApi } from "./api.ts";
import type { Answered, Populated } from "./test-world.ts";
import { openPopulatedWorld, ORIGIN } from "./test-world.ts";

const ADA = "ada@example.org";
const PASSWORD = "violet kettle";
const OTHER = "amber saucepan";

async function openWithPassword(): Promise<Populated> {
  const world = await openPopulatedWorld();
  await world.store.commands.setPassword({ userId: world.ownerId, passwordHash: await hashPassword(PASSWORD) });
  return { ...world, owner: await world.makeSession(world.ownerId) };
}

const send = (world: Populated, method: string, path: string, body?: unknown, session = world.owner): Promise<Answered> =>
  world.ask(`/api/0${path}`, { method, session, ...(body !== undefined && { body }) });
const signIn = (world: Populated, password: string, code?: string): Promise<Answered> =>
  world.ask("/api/0/auth/", { method: "POST", body: { email: ADA, password, ...(code !== undefined && { code }) } });
const sessionIn = (answered: Answered): string =>
  /culprit_session=([0-9a-f]+)/.exec(answered.headers["set-cookie"] ?? "")?.[1] ?? "";
const isSignedIn = async (world: Populated, session: string): Promise<boolean> =>
  (await world.ask("/api/0/auth/", { session })).status === 200;

async function switchOn(world: Populated): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  const begun = await send(world, "POST", "/users/me/totp/", { password: PASSWORD });
  assert.equal(begun.status, 201, begun.text);
  const { secret, pending } = begun.json;
  const confirmed = await send(world, "PUT", "/users/me/totp/", { pending, code: totpCode(secret, world.clock.nowMs) });
  assert.equal(confirmed.status, 200, confirmed.text);
  return { secret, recoveryCodes: confirmed.json.recoveryCodes };
}

test("a new password needs the old one, and ends every other session", async () => {
  const world = await openWithPassword();
  const elsewhere = await world.makeSession(world.ownerId);
  const wrong = await send(world, "PUT", "/users/me/password/", { password: "guess", newPassword: OTHER });
  assert.deepEqual([wrong.status, wrong.json], [400, { password: ["is not your password"] }]);
  const weak = await send(world, "PUT", "/users/me/password/", { password: PASSWORD, newPassword: "password123" });
  assert.deepEqual([weak.status, Object.keys(weak.json)], [400, ["newPassword"]]);
  assert.equal((await send(world, "PUT", "/users/me/password/", { password: PASSWORD, newPassword: OTHER })).status, 204);
  assert.deepEqual([await isSignedIn(world, world.owner), await isSignedIn(world, elsewhere)], [true, false]);
  assert.equal((await signIn(world, PASSWORD)).status, 401);
  assert.equal((await signIn(world, OTHER)).status, 200);
});

test("name and address change; an address that somebody has is refused", async () => {
  const world = await openWithPassword();
  assert.equal((await send(world, "PUT", "/users/me/", { name: "Ada L." })).json.name, "Ada L.");
  const taken = await send(world, "PUT", "/users/me/email/", { email: "DEV@example.org", password: PASSWORD });
  assert.deepEqual([taken.status, Object.keys(taken.json)], [400, ["email"]]);
  assert.equal((await send(world, "PUT", "/users/me/email/", { email: "ada@new.example", password: "guess" })).status, 400);
  const changed = await send(world, "PUT", "/users/me/email/", { email: "ada@new.example", password: PASSWORD });
  assert.deepEqual([changed.status, changed.json.email], [200, "ada@new.example"]);
});

test("with an app set up, the password alone does not sign in; a code does, once", async () => {
  const world = await openWithPassword();
  const { secret } = await switchOn(world);
  world.clock.nowMs += 60_000;
  const half = await signIn(world, PASSWORD);
  assert.deepEqual([half.status, half.json.kind, half.headers["set-cookie"]], [401, "code-needed", undefined]);
  assert.equal((await signIn(world, "guess guess", totpCode(secret, world.clock.nowMs))).json.kind, undefined);
  assert.equal((await signIn(world, PASSWORD, "000000")).json.kind, "code-wrong");
  const code = totpCode(secret, world.clock.nowMs);
  assert.equal((await signIn(world, PASSWORD, code)).status, 200);
  assert.equal((await signIn(world, PASSWORD, code)).json.kind, "code-wrong", "a replayed code");
});

test("of two requests with one code, sent at once, one gets in", async () => {
  const world = await openWithPassword();
  const { secret } = await switchOn(world);
  world.clock.nowMs += 60_000;
  const code = totpCode(secret, world.clock.nowMs);
  const both = await Promise.all([signIn(world, PASSWORD, code), signIn(world, PASSWORD, code)]);
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 401],
  );
});

test("a recovery code counts once, and an app is switched off with the password", async () => {
  const world = await openWithPassword();
  const { recoveryCodes } = await switchOn(world);
  const [first = ""] = recoveryCodes;
  assert.equal((await signIn(world, PASSWORD, first.toLowerCase().replace("-", " "))).status, 200);
  assert.equal((await signIn(world, PASSWORD, first)).status, 401);
  assert.deepEqual((await send(world, "GET", "/users/me/security/")).json.totp, { isOn: true, recoveryCodesLeft: 9 });
  assert.equal((await send(world, "POST", "/users/me/totp/", { password: PASSWORD })).status, 409);
  assert.equal((await send(world, "DELETE", "/users/me/totp/", { password: "guess" })).status, 400);
  assert.equal((await send(world, "DELETE", "/users/me/totp/", { password: PASSWORD })).status, 204);
  assert.equal((await signIn(world, PASSWORD)).status, 200);
});

test("guessing codes is slowed down like guessing passwords", async () => {
  const world = await openWithPassword();
  await switchOn(world);
  const statuses: number[] = [];
  for (let guess = 0; guess < 8; guess += 1) statuses.push((await signIn(world, PASSWORD, "123456")).status);
  assert.equal(statuses.at(-1), 429);
});

test("the secret of an app is nowhere in the store as it stands, and one that was sealed for another is refused", async () => {
  const world = await openWithPassword();
  const { secret } = await switchOn(world);
  const kept = await world.store.credentials.findCredentials(world.ownerId);
  assert.ok(kept?.totpSecret !== undefined && !kept.totpSecret.includes(secret));
  await world.store.commands.setPassword({ userId: world.strangerId, passwordHash: await hashPassword(OTHER) });
  const stranger = await world.makeSession(world.strangerId);
  const begun = await send(world, "POST", "/users/me/totp/", { password: OTHER }, stranger);
  const ada = await world.makeSession(world.ownerId);
  await send(world, "DELETE", "/users/me/totp/", { password: PASSWORD });
  const code = totpCode(begun.json.secret, world.clock.nowMs);
  assert.equal((await send(world, "PUT", "/users/me/totp/", { pending: begun.json.pending, code }, ada)).status, 400);
});

test("sessions are listed and ended, one or all others", async () => {
  const world = await openWithPassword();
  const other = sessionIn(await signIn(world, PASSWORD));
  const list = (await send(world, "GET", "/users/me/sessions/")).json;
  assert.deepEqual(list.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent).sort(), [false, true]);
  const place = list.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent);
  assert.equal(place.ipAddress, "192.0.2.7");
  assert.equal((await send(world, "DELETE", `/users/me/sessions/${place.id}/`, undefined, world.developer)).status, 404);
  assert.equal((await send(world, "DELETE", `/users/me/sessions/${place.id}/`)).status, 204);
  assert.deepEqual([await isSignedIn(world, other), await isSignedIn(world, world.owner)], [false, true]);
  const third = await world.makeSession(world.ownerId);
  assert.equal((await send(world, "DELETE", "/users/me/sessions/")).status, 204);
  assert.deepEqual([await isSignedIn(world, third), await isSignedIn(world, world.owner)], [false, true]);
});

test("a personal token is shown once, acts within its scopes, says when it was used, and ends", async () => {
  const world = await openWithPassword();
  const expiresAt = new Date(world.clock.nowMs + 3_600_000).toISOString();
  const made = await send(world, "POST", "/api-tokens/", { name: "Laptop", scopes: ["event:read"], expiresAt });
  assert.equal(made.status, 201, made.text);
  const { token, id } = made.json;
  assert.match(token, /^sntryu_[0-9a-f]{64}$/);
  assert.equal((await world.ask("/api/0/organizations/acme/issues/", { token })).status, 200);
  assert.equal((await world.ask("/api/0/organizations/acme/members/", { token })).status, 403);
  const [listed] = (await send(world, "GET", "/api-tokens/")).json;
  assert.deepEqual([listed.name, listed.token, listed.tokenLastCharacters], ["Laptop", undefined, token.slice(-4)]);
  assert.equal(listed.dateLastUsed, new Date(world.clock.nowMs).toISOString());
  assert.equal((await world.ask("/api/0/api-tokens/", { token })).status, 403, "a token makes no tokens");
  world.clock.nowMs += 3_600_000;
  assert.equal((await world.ask("/api/0/organizations/acme/issues/", { token })).status, 401);
  const session = await world.makeSession(world.ownerId);
  assert.equal((await send(world, "DELETE", `/api-tokens/${id}/`, undefined, world.developer)).status, 401);
  assert.equal((await send(world, "DELETE", `/api-tokens/${id}/`, undefined, session)).status, 204);
});

test("nobody gives a token more than they have, or one that has ended", async () => {
  const world = await openWithPassword();
  const beyond = await send(world, "POST", "/api-tokens/", { scopes: ["event:read", "org:write"] }, world.developer);
  assert.deepEqual([beyond.status, Object.keys(beyond.json)], [400, ["scopes"]]);
  for (const body of [
    {},
    { scopes: [] },
    { scopes: ["event:everything"] },
    { scopes: ["event:read"], expiresAt: "2020-01-01T00:00:00Z" },
  ]) {
    assert.equal((await send(world, "POST", "/api-tokens/", body)).status, 400, JSON.stringify(body));
  }
  assert.equal(
    (await send(world, "POST", "/organizations/acme/org-auth-tokens/", { name: "CI" }, world.developer)).status,
    403,
  );
});

test("an organisation's token says where it belongs, as Sentry's clients look into it", async () => {
  const world = await openWithPassword();
  const made = await send(world, "POST", "/organizations/acme/org-auth-tokens/", { name: "CI" });
  assert.deepEqual([made.status, made.json.scopes], [201, ["org:ci"]]);
  const [, facts = "", secret = ""] = /^sntrys_([A-Za-z0-9+/=]+)_([A-Za-z0-9+/]{43})$/.exec(made.json.token) ?? [];
  const { org, url, region_url: region } = JSON.parse(Buffer.from(facts, "base64").toString());
  assert.deepEqual([org, url, region, secret.length], ["acme", world.deps.publicUrl, world.deps.publicUrl, 43]);
  assert.equal((await world.ask("/api/0/organizations/acme/", { token: made.json.token })).status, 200);
  const byToken = await world.ask("/api/0/organizations/acme/org-auth-tokens/", {
    method: "POST",
    token: made.json.token,
    body: {},
  });
  assert.equal(byToken.status, 403);
  assert.equal((await send(world, "DELETE", `/organizations/acme/org-auth-tokens/${made.json.id}/`)).status, 204);
  assert.equal((await world.ask("/api/0/organizations/acme/", { token: made.json.token })).status, 401);
});

test("an owner hands over a link that sets a new password, once; the app stays needed", async () => {
  const world = await openWithPassword();
  const rows = (await send(world, "GET", "/organizations/acme/members/?query=dev@")).json;
  const made = await send(world, "POST", `/organizations/acme/members/${rows[0].id}/reset-link/`);
  assert.equal(made.status, 201, made.text);
  const token = new URL(made.json.resetLink).searchParams.get("token");
  const reset = (password: string): Promise<Answered> =>
    world.ask("/api/0/auth/reset/", { method: "POST", body: { token, password } });
  assert.equal((await reset("short")).status, 400);
  assert.equal((await reset(OTHER)).status, 204);
  assert.equal(await isSignedIn(world, world.developer), false);
  assert.equal((await reset(OTHER)).status, 403);
  const signed = await world.ask("/api/0/auth/", { method: "POST", body: { email: "dev@example.org", password: OTHER } });
  assert.equal(signed.status, 200);
  const link = await send(world, "POST", `/organizations/acme/members/${rows[0].id}/reset-link/`, undefined, sessionIn(signed));
  assert.equal(link.status, 403);
});

test("an owner opens no account that reaches into an organisation of somebody else", async () => {
  const world = await openWithPassword();
  const invited = await send(world, "POST", "/organizations/acme/members/", { email: "mallory@example.org", role: "reporter" });
  const token = new URL(invited.json.inviteLink).searchParams.get("token");
  const session = await world.makeSession(world.strangerId);
  await world.ask("/api/0/invitations/accept/", { method: "POST", body: { token }, session });
  for (const [method, path] of [
    ["POST", "reset-link"],
    ["DELETE", "totp"],
  ] as const) {
    const asked = await send(world, method, `/organizations/acme/members/${world.strangerId}/${path}/`);
    assert.deepEqual([asked.status, /do not own/.test(asked.json.detail)], [403, true]);
  }
});

test("a forgotten password is mailed where there is mail, and the answer tells nothing of accounts", async () => {
  const world = await openWithPassword();
  const without = await world.ask("/api/0/auth/reset/request/", { method: "POST", body: { email: ADA } });
  assert.deepEqual([without.status, without.json.isMailed], [202, false]);
  const mails: { readonly to: string; readonly text: string }[] = [];
  const api = await createApi({ ...world.deps, sendMail: async (mail) => void mails.push(mail) });
  const answers: string[] = [];
  for (const email of [ADA, "nobody@example.org"]) {
    const body = Buffer.from(JSON.stringify({ email }));
    const headers = { "content-type": "application/json", origin: ORIGIN };
    const answered = await api.handle({
      method: "POST",
      path: "/api/0/auth/reset/request",
      headers,
      body,
      clientIp: "192.0.2.9",
    });
    answers.push(Buffer.from(answered.body).toString());
  }
  assert.equal(answers[0], answers[1]);
  while (mails.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    mails.map(({ to }) => to),
    [ADA],
  );
  const token = /new-password\?token=([0-9a-f]+)/.exec(mails[0]?.text ?? "")?.[1];
  assert.equal((await world.ask("/api/0/auth/reset/", { method: "POST", body: { token, password: OTHER } })).status, 204);
});

test("strangers who try an account from everywhere do not shut out its owner where the owner is signed in", async () => {
  const world = await openWithPassword();
  const from = (clientIp: string, password: string): Promise<number> =>
    world.api
      .handle({
        method: "POST",
        path: "/api/0/auth/",
        headers: { "content-type": "application/json" },
        body: Buffer.from(JSON.stringify({ email: ADA, password })),
        clientIp,
      })
      .then(({ status }) => status);
  assert.equal(await from("192.0.2.50", PASSWORD), 200);
  let last = 0;
  for (let guess = 0; guess < 25 && last !== 429; guess += 1) last = await from(`198.51.100.${guess}`, "guess guess");
  assert.equal(last, 429, "a guesser with many addresses is slowed down");
  assert.equal(await from("192.0.2.50", PASSWORD), 200, "where the owner is known, nothing waits");
  world.clock.nowMs += 30_000;
  assert.equal(await from("203.0.113.9", PASSWORD), 200, "elsewhere half a minute is the longest");
});
